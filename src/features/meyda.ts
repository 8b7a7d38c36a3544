import module from 'meyda';

/**
 * Meyda itself. Its types describe an ES module, but Node loads its CommonJS build, whose exports are Meyda, not
 * an object with Meyda as `default`.
 */
export const Meyda = module as unknown as typeof module.default;
