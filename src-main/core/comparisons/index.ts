export { type ComparisonsDeps, createComparisons } from './comparisons.ts';
