import type { CodeKeywordDefinition } from "ajv";

export const keywords: readonly CodeKeywordDefinition[];
export const annotations: readonly string[];
