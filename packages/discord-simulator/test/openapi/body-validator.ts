import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { default as ajvFormats } from 'ajv-formats';
import type { BodyValidator, FormFault } from '../../src/index.js';
import { findOpenApiDocument } from './find-document.js';
import { acceptedOutsideTheDescription } from './leniencies.js';

type Json = Record<string, unknown>;

interface OpenApi {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Json }> } }>>;
  components: Json;
}

const BASE = 'https://discord.test/openapi';

/** Checks request bodies against Discord's own OpenAPI description; compiles an operation when it is first used. */
class OpenApiValidator implements BodyValidator {
  private static readonly loaded = new Map<string, OpenApiValidator>();
  private readonly validators = new Map<string, ValidateFunction | undefined>();
  private readonly ajv: Ajv2020;
  private readonly document: OpenApi;

  /** `undefined` where there is no such file. Read once per process. */
  static load(path: string | undefined): OpenApiValidator | undefined {
    if (path === undefined || !existsSync(path)) return undefined;
    const known = OpenApiValidator.loaded.get(path);
    if (known) return known;
    const validator = new OpenApiValidator(readFileSync(path, 'utf8'));
    OpenApiValidator.loaded.set(path, validator);
    return validator;
  }

  private constructor(text: string) {
    // References are made absolute, so that each operation can be compiled apart from the document.
    this.document = JSON.parse(text.replaceAll('"#/components/', `"${BASE}#/components/`)) as OpenApi;
    this.ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true, logger: false });
    ajvFormats.default(this.ajv);
    this.ajv.addFormat('snowflake', /^(0|[1-9]\d*)$/);
    this.ajv.addFormat('nonce', true);
    this.ajv.addSchema({ $id: BASE, components: this.document.components });
  }

  /** Where a body departs from the description; an operation without a described body takes any. */
  faults(method: string, path: string, payload: unknown): FormFault[] {
    const validate = this.validator(method, path);
    if (!validate || validate(acceptedOutsideTheDescription(payload))) return [];
    return deepest(validate.errors ?? []).map(({ instancePath, message = 'is not valid', params }) => ({
      path: instancePath.split('/').slice(1),
      code: 'OPENAPI_MISMATCH',
      message: `${message} ${JSON.stringify(params)}`,
    }));
  }

  /** Where a value departs from what the description calls by a name. */
  faultsAs(schema: string, value: unknown): string[] {
    const validate = this.ajv.compile({ $ref: `${BASE}#/components/schemas/${schema}` });
    if (validate(JSON.parse(JSON.stringify(value)))) return [];
    return deepest(validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
    );
  }

  /** Whether the description knows the operation at all. */
  knows(method: string, path: string): boolean {
    return this.document.paths[path]?.[method.toLowerCase()] !== undefined;
  }

  private validator(method: string, path: string): ValidateFunction | undefined {
    const key = `${method} ${path}`;
    if (!this.validators.has(key)) {
      const content = this.document.paths[path]?.[method.toLowerCase()]?.requestBody?.content;
      const schema = content?.['application/json']?.schema;
      this.validators.set(key, schema && this.ajv.compile(schema));
    }
    return this.validators.get(key);
  }
}

/** A validator by Discord's own description; `undefined` where its file is not here. */
export function openApiValidator(): BodyValidator | undefined {
  return OpenApiValidator.load(findOpenApiDocument());
}

/** Where what Discord would send departs from its own description. @throws {Error} where that is not here. */
export function jsonFaults(schema: string, value: unknown): string[] {
  const validator = OpenApiValidator.load(findOpenApiDocument());
  if (!validator) throw new Error('Discord’s OpenAPI description is not here');
  return validator.faultsAs(schema, value);
}

/** The complaints that got furthest into the body: the others are about alternatives that were not meant. */
function deepest<T extends { instancePath: string }>(errors: readonly T[]): T[] {
  const depth = ({ instancePath }: T) => instancePath.split('/').length;
  const most = Math.max(...errors.map(depth));
  return errors.filter((error) => depth(error) === most).slice(0, 20);
}
