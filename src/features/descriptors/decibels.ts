/** Decibels per unit of natural log of power. */
export const DB_PER_NEPER = 10 / Math.LN10;
