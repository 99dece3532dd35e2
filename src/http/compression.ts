import { constants } from 'node:zlib';
import type { FastifyCompressOptions } from '@fastify/compress';

/**
 * Answers of more than a kilobyte are compressed for who asks, at levels that cost little: brotli
 * at 4 is about as fast as gzip and smaller. Zstandard where Node has it (22.15 and newer). A page
 * takes about a millisecond at once, and as a stream as long again to hand over.
 */
export const COMPRESSION: FastifyCompressOptions = {
  // No request has a body.
  globalDecompression: false,
  threshold: 1024,
  syncThreshold: 256 * 1024,
  encodings: ['zstd', 'br', 'gzip'],
  customTypes: /^(text\/|application\/(json|ld\+json|geo\+json|problem\+json|x-ndjson|yaml))/,
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  zlibOptions: { level: 6 },
};
