import { createRequire } from 'node:module';
import type * as core from '@tensorflow/tfjs-core';
import type * as library from '@tensorflow/tfjs-layers';
import type * as wasm from '@tensorflow/tfjs-backend-wasm';

const load = createRequire(import.meta.url);

/**
 * TensorFlow.js through `require`: to import it, Node would first search its megabytes for the names that they export,
 * which takes three quarters of its loading time.
 */
export const tf = load('@tensorflow/tfjs-core') as typeof core;
export const {
  initializers,
  layers,
  loadLayersModel,
  model: buildModel,
} = load('@tensorflow/tfjs-layers') as typeof library;

/** The backend that computes in WebAssembly. */
export const loadWasmBackend = () => load('@tensorflow/tfjs-backend-wasm') as typeof wasm;
