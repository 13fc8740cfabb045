import { embeddedDocuments } from "../../yaml/embedded.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import type { Workload } from "./workload.ts";

/** One entry of the YAML text in a pod's annotation `proxy.istio.io/config`. */
export interface ProxySetting {
  /** Keys from the outside in, list items left out: `proxyStatsMatcher.inclusionPrefixes`. */
  readonly path: string;
  readonly key: Located<string>;
  /** A scalar without its quotes; `undefined` where a map or list follows. */
  readonly value: Located<string> | undefined;
  /** Whether the places are those of key and value alone; of a text with escapes only the whole can be shown. */
  readonly isExact: boolean;
}

const nothing: readonly ProxySetting[] = [];

/** What the annotation sets, with places in the manifest; empty where it is no map. */
export function proxySettingsOf({ template }: Pick<Workload, "template">): readonly ProxySetting[] {
  const field = template.at("metadata", "annotations", "proxy.istio.io/config");
  if (field === undefined || field.shared) return nothing;
  return embeddedDocuments(field).flatMap((root) => settingsIn(root));
}

/** The entries of a map, each before those inside it. */
export function settingsIn(map: Field, above = ""): readonly ProxySetting[] {
  const found: ProxySetting[] = [];
  for (const field of map.entries()) {
    const path = above === "" ? field.key.value : `${above}.${field.key.value}`;
    for (const written of [field, ...field.items()]) found.push(settingOf(field, path, written));
    for (const inside of settingsIn(field, path)) found.push(inside);
  }
  return found;
}

function settingOf(field: Field, path: string, written: Field): ProxySetting {
  return { path, key: unquoted(field.key), value: textOf(written), isExact: !field.shared };
}

function textOf(field: Field): Located<string> | undefined {
  const scalar = field.scalar();
  return scalar && unquoted({ value: String(scalar.value), span: field.span });
}

/** Edits leave the quotes as they are. */
function unquoted({ value, span }: Located<string>): Located<string> {
  const { source, start, end } = span;
  const isQuoted = /^["']$/.test(source.text.charAt(start)) && end - start === value.length + 2;
  return { value, span: isQuoted ? { source, start: start + 1, end: end - 1 } : span };
}
