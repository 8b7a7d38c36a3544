import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import pRetry from 'p-retry';
import type { Clip } from '../../domain/clip.js';
import { UserError } from '../../domain/errors.js';
import type { Cancellable, TempFile } from '../../usecases/ports.js';
import { isNotFound } from '../file-fault.js';
import { DamagedClip, type ClipBytes } from './clip-bytes.js';
import { CLIPS, isClipPath } from './clip-path.js';

const STORE_ID = `${CLIPS}/.index-id`;
/** How long a connection, and a pause within a request or its answer, may take, in milliseconds. */
const CONNECT_MS = 3000;
const SILENCE_MS = 5000;
/** How long a start asks for the bucket, in milliseconds. */
const PREPARE_MS = 10_000;
/** Attempts after the first one: the client itself makes none once a stream has begun to flow. */
const RETRIES = 2;
/** No attempt begins later than this, in milliseconds: of a server that is silent, each takes long. */
const RETRY_WITHIN_MS = 8000;
const FIRST_PAUSE_MS = 200;

/** The client's own words on the console would only repeat what is thrown, or tried again here. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // Nothing is said.
}

/** The clips' bytes in a bucket of S3, or of any server that speaks its protocol. */
export class ClipBucket implements ClipBytes {
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly prefix: string;

  /**
   * @param url - `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`. Who asks is known from the usual AWS_… variables.
   *   Without an endpoint it is Amazon's own, and the region may come from there, too.
   */
  constructor(url: string) {
    const { hostname, pathname, searchParams } = new URL(url);
    const folder = pathname.replaceAll(/^\/+|\/+$/g, '');
    const endpoint = searchParams.get('endpoint');
    const region = searchParams.get('region') ?? (endpoint === null ? undefined : 'us-east-1');
    this.bucket = hostname;
    this.prefix = folder === '' ? '' : `${folder}/`;
    this.client = new S3Client({
      ...(endpoint !== null && { endpoint, forcePathStyle: true }),
      ...(region !== undefined && { region }),
      logger: SILENT,
      // What arrives is compared with what was uploaded, not with what the server holds.
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    });
  }

  async prepare(): Promise<void> {
    try {
      const abortSignal = AbortSignal.timeout(PREPARE_MS);
      await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }), { abortSignal });
    } catch (cause) {
      throw new Error(whyNot(cause, this.bucket), { cause });
    }
  }

  /** The file is sent with its SHA-256, which the server compares: damage on the way is refused. */
  async put(file: TempFile, { path, bytes, sha256 }: Pick<Clip, 'path' | 'bytes' | 'sha256'>): Promise<void> {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    await again(async () => {
      const source = await open(file.path);
      const body = source.createReadStream();
      const unreadable = new AbortController();
      // The client listens only once the server does.
      body.once('error', (error) => {
        unreadable.abort(error);
      });
      const put = { ...this.at(path), Body: body, ContentLength: bytes, ChecksumSHA256: checksum };
      try {
        await this.client.send(new PutObjectCommand(put), { abortSignal: unreadable.signal });
      } finally {
        body.destroy();
      }
    });
    await file.drop();
  }

  /** What is borrowed is a copy, whose SHA-256 is compared while it arrives. */
  async borrow(
    { path, sha256 }: Pick<Clip, 'path' | 'sha256'>,
    newTempFile: () => TempFile,
    { signal }: Pick<Cancellable, 'signal'> = {},
  ): Promise<TempFile> {
    const copy = newTempFile();
    try {
      const received = await again(() => this.download(path, copy.path, signal), signal);
      if (received !== sha256) throw new DamagedClip(path);
      return copy;
    } catch (error) {
      await copy.drop();
      if (error instanceof NoSuchKey) throw new UserError('CLIP_FILE_MISSING', { cause: error });
      throw error;
    }
  }

  async modifiedAt(path: string): Promise<number | undefined> {
    try {
      const { LastModified } = await this.client.send(new HeadObjectCommand(this.at(path)));
      return LastModified?.getTime();
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  async remove(path: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(path)));
  }

  async *all(): AsyncGenerator<string> {
    const pages = paginateListObjectsV2(
      { client: this.client },
      { Bucket: this.bucket, Prefix: `${this.prefix}${CLIPS}/` },
    );
    for await (const { Contents = [] } of pages) {
      for (const { Key = '' } of Contents) {
        const path = Key.slice(this.prefix.length);
        if (isClipPath(path)) yield path;
      }
    }
  }

  async readStoreId(): Promise<string | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand(this.at(STORE_ID)));
      return (await Body?.transformToString())?.trim();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async writeStoreId(id: string): Promise<void> {
    await this.client.send(new PutObjectCommand({ ...this.at(STORE_ID), Body: `${id}\n` }));
  }

  close(): void {
    this.client.destroy();
  }

  private at(path: string) {
    return { Bucket: this.bucket, Key: `${this.prefix}${path}` };
  }

  /** @returns SHA-256 of what has arrived, lower-case hexadecimal. */
  private async download(path: string, to: string, signal: AbortSignal | undefined): Promise<string> {
    const cancel = signal && { abortSignal: signal };
    const { Body } = await this.client.send(new GetObjectCommand(this.at(path)), cancel);
    const hash = createHash('sha256');
    const tap = new PassThrough();
    tap.on('data', (chunk: Buffer) => hash.update(chunk));
    await pipeline(Body as Readable, tap, createWriteStream(to), { ...(signal && { signal }) });
    return hash.digest('hex');
  }
}

/** Attempts that failed on the way, or at the server, are made again; those that the server refuses are not. */
function again<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const isPassing = (error: Error) =>
    !isNotFound(error) && !(error instanceof S3ServiceException && error.$fault === 'client');
  return pRetry(attempt, {
    retries: RETRIES,
    minTimeout: FIRST_PAUSE_MS,
    maxRetryTime: RETRY_WITHIN_MS,
    signal,
    shouldRetry: ({ error }) => isPassing(error),
  });
}

function whyNot(error: unknown, bucket: string): string {
  if (error instanceof NotFound)
    return `CLIPS_URL names the bucket ${bucket}, which is not there: make it first`;
  if (error instanceof S3ServiceException && error.$fault === 'client') {
    return `the bucket ${bucket} of CLIPS_URL may not be used: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
  }
  return 'the store of CLIPS_URL cannot be reached: check its address, and that it is running';
}
