import type { Format } from "ajv";

declare const formats: Readonly<Record<string, Format>>;
export = formats;
