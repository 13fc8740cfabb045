import type { Resource } from "../manifest/resource.ts";
import { gather } from "../collections/gather.ts";
import { strangeKind } from "../schema/strange-kind.ts";
import type { Violation } from "../schema/violation.ts";

interface Checked {
  readonly checked: readonly Resource[];
  /** Of kinds that nobody knows. */
  readonly strangers: readonly Resource[];
  readonly violationsOf: (resource: Resource) => readonly Violation[];
}

export function violationsIn({ checked, strangers, violationsOf }: Checked): readonly Violation[] {
  return gather(checked, violationsOf).concat(gather(strangers, unknownKind));
}

function unknownKind(resource: Resource): readonly Violation[] {
  const { apiVersion, kind, root } = resource;
  const strange = strangeKind(apiVersion.value, kind);
  const field = root.get(strange?.what === "group" ? "apiVersion" : "kind");
  return strange && field ? [{ ...strange, kind: "unknown-kind", resource, field }] : [];
}
