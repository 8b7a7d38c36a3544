/** What begins every key of ours. The braces keep them on one node of a Redis cluster, where scripts need them. */
export const PREFIX = '{overtone}';
