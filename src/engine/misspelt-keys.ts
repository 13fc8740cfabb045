import { kindsByGroup, kindsIn } from "../schema/kinds.ts";
import { lazy } from "../collections/lazy.ts";
import { similarName } from "../text/similar-name.ts";
import type { Field } from "../yaml/field.ts";
import type { YamlDocument, YamlProblem } from "../yaml/node.ts";

const wanted = ["apiVersion", "kind"] as const;

/**
 * Documents that are no objects only because `apiVersion` or `kind` is misspelt (`apiversion`, `Kind`): the other one is
 * there, the version looks like one, and the kind is known or the document has metadata.
 */
export function misspeltKeys(documents: readonly YamlDocument[]): readonly YamlProblem[] {
  return documents.flatMap(({ root }) => misspeltIn(root));
}

function misspeltIn(root: Field): readonly YamlProblem[] {
  const [version, kind] = wanted.map((key) => keyLike(root, key));
  if (version === undefined || kind === undefined) return [];
  const isVersion = /^(?:[\w.-]+\/)?v\d\w*$/.test(version.text ?? "");
  const isObject = knownNames().has(kind.text ?? "") || root.at("metadata", "name") !== undefined;
  if (!isVersion || !isObject) return [];
  return [version, kind].flatMap((field, index) => {
    const message = wanted[index] ?? "";
    return field.step === message
      ? []
      : [{ kind: "misspelt-key" as const, span: field.keySpan, message, field }];
  });
}

function keyLike(root: Field, wantedKey: string): Field | undefined {
  const exact = root.get(wantedKey);
  if (exact !== undefined) return exact;
  const key = root.keys.find((it) => similarName(it, [wantedKey]) !== undefined);
  return key === undefined ? undefined : root.get(key);
}

const knownNames = lazy(
  () => new Set(Array.from(kindsByGroup().keys()).flatMap((group) => kindsIn(group))),
);
