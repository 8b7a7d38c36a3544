import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../../src/process/package-root.js';

interface Service {
  image: string;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  init?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

const read = (file: string) => readFileSync(join(packageRoot(), file), 'utf8');

/** Variables that Overtone reads; a test of the configuration holds `.env.example` to it. */
const known = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);
/** What libraries read themselves. */
const OF_LIBRARIES = ['NODE_ENV', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const allowed = [...known, ...OF_LIBRARIES];

function servicesOf(file: string): [string, Service][] {
  const { services } = parse(read(file), { merge: true }) as { services: Record<string, Service> };
  return Object.entries(services);
}

describe.each(['compose.yaml', 'deploy/compose.cluster.yaml'])('%s', (file) => {
  const services = servicesOf(file);
  const own = services.filter(([, { image }]) => image === 'overtone');

  it('sets no variable that nothing reads', () => {
    const names = own.flatMap(([, { environment = {} }]) => Object.keys(environment));
    expect(own.length).toBeGreaterThan(0);
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('takes every secret from the environment, and does not start without it', () => {
    const secrets = services
      .flatMap(([, { environment = {} }]) => Object.entries(environment))
      .filter(([name]) => /TOKEN|PASSWORD|SECRET|AUTH|_URL$/.test(name))
      .map(([, value]) => value)
      .filter((value) => value !== '' && !value.startsWith('s3://'));
    expect(secrets.length).toBeGreaterThan(0);
    for (const value of secrets) expect(value).toMatch(/\$\{[A-Z0-9_]+:\?set it in \.env\}/);
  });

  it('lets the bot write where it must alone, without any privilege', () => {
    for (const [, service] of own) {
      expect(service).toMatchObject({
        init: true,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('waits for services that there are, and for the health of those that tell it', () => {
    const byName = new Map(services);
    for (const [name, { condition }] of services.flatMap(([, { depends_on = {} }]) =>
      Object.entries(depends_on),
    )) {
      expect(byName.has(name)).toBe(true);
      expect(condition === 'service_healthy').toBe(byName.get(name)?.healthcheck !== undefined);
    }
  });
});

describe('the gateways of the cluster', () => {
  it('hold each shard once', () => {
    const gateways = servicesOf('deploy/compose.cluster.yaml').flatMap(([name, { environment }]) =>
      name.startsWith('gateway-') ? [environment!] : [],
    );
    const shards = gateways.map(({ SHARDS }) => Number(SHARDS));
    const count = Number(gateways[0]!.SHARD_COUNT);
    expect(shards.sort()).toEqual(Array.from({ length: count }, (_, shard) => shard));
  });
});

describe('the Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('sets no variable that nothing reads', () => {
    const [, settings] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile)!;
    const names = [...settings!.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('runs as no root, and starts what the package starts', () => {
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const [, command] = /^CMD (\[.*\])$/m.exec(dockerfile)!;
    expect((JSON.parse(command!) as string[]).join(' ')).toBe(scripts.start);
  });

  it('runs the Node that .nvmrc names, on which CI runs the tests, too', () => {
    const version = read('.nvmrc').trim();
    const images = [...dockerfile.matchAll(/^FROM node:(\d+)-/gm)].map(([, major]) => major);
    expect(new Set(images)).toEqual(new Set([version]));
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: { check: { strategy: { matrix: { node: number[] } } } };
    };
    expect(jobs.check.strategy.matrix.node.map(String)).toContain(version);
  });

  it('asks the health of the port that it serves', () => {
    expect(dockerfile).toMatch(/HEALTHCHECK[^]*process\.env\.METRICS_PORT\}\/healthz/);
    expect(dockerfile).toMatch(/^EXPOSE 9464$/m);
    expect(dockerfile).toMatch(/METRICS_PORT=9464$/m);
  });
});

describe('the service of systemd', () => {
  const service = read('deploy/overtone.service');
  const valuesOf = (key: string) =>
    [...service.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value!);

  it('starts what the package starts', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    expect(valuesOf('ExecStart')).toEqual([scripts.start]);
  });

  it('sets no variable that nothing reads, and keeps clips where it may write', () => {
    const set = valuesOf('Environment').map((text) => text.split('=') as [string, string]);
    expect(set.filter(([name]) => !allowed.includes(name))).toEqual([]);
    expect(new Map(set).get('DATA_DIR')).toBe(`%S/${valuesOf('StateDirectory')[0]}`);
  });
});
