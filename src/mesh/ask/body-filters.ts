import type { Field } from "../../yaml/field.ts";
import type { EnvoyPatch } from "../objects/envoy-filter.ts";

/** A filter that holds a message back until it is whole. */
export interface BodyFilter {
  readonly what: "buffer" | "lua";
  readonly field: Field;
  readonly holdsRequests: boolean;
  readonly holdsResponses: boolean;
}

/** A patch that adds the buffer filter, or a Lua filter whose code calls `body()`. */
export function bodyFilterOf({ applyTo, operation, value }: EnvoyPatch): BodyFilter | undefined {
  const isAdded = /^(?:ADD|INSERT_|REPLACE)/.test(operation?.value ?? "");
  if (value === undefined || applyTo?.value !== "HTTP_FILTER" || !isAdded) return undefined;
  const name = value.get("name");
  const config = value.get("typed_config") ?? value.get("typedConfig") ?? value.get("config");
  const type = config?.get("@type")?.text ?? "";
  if (/\.filters\.http\.buffer\.v\d\.Buffer$/.test(type) && name)
    return { what: "buffer", field: name, holdsRequests: true, holdsResponses: false };
  if (!/\.filters\.http\.lua\.v\d\.Lua$/.test(type)) return undefined;
  const inline =
    config?.get("inline_code") ??
    config?.get("inlineCode") ??
    config?.at("default_source_code", "inline_string") ??
    config?.at("defaultSourceCode", "inlineString");
  return inline && luaFilterOf(inline);
}

function luaFilterOf(code: Field): BodyFilter | undefined {
  const text = (code.text ?? "").replaceAll(/--\[\[[\s\S]*?\]\]|--.*$/gm, "");
  const holdsRequests = /:body\s*\(/.test(functionIn(text, "envoy_on_request"));
  const holdsResponses = /:body\s*\(/.test(functionIn(text, "envoy_on_response"));
  if (!holdsRequests && !holdsResponses) return undefined;
  return { what: "lua", field: code, holdsRequests, holdsResponses };
}

/** The code from the start of a function to that of the next one of Envoy's. */
function functionIn(text: string, name: string): string {
  const start = text.search(new RegExp(String.raw`\bfunction\s+${name}\b`));
  if (start === -1) return "";
  const next = text.slice(start + 1).search(/\bfunction\s+envoy_on_/);
  return next === -1 ? text.slice(start) : text.slice(start, start + 1 + next);
}
