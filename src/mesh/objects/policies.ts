import { matchLabelsOf } from "./match-labels.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Field } from "../../yaml/field.ts";
import type { Located } from "../../yaml/source.ts";
import { gather } from "../../collections/gather.ts";

export interface AuthorizationPolicy {
  readonly resource: Resource;
  /** `ALLOW` where not written. */
  readonly action: string;
  readonly actionField: Field | undefined;
  /** Labels of the pods it selects; empty for all of its namespace. */
  readonly selector: ReadonlyMap<string, Located<string>>;
  readonly targetRefs: readonly Field[];
  readonly rules: readonly Field[];
  readonly operations: readonly AuthorizationOperation[];
}

/** One `operation` under `rules[].to[]`. */
export interface AuthorizationOperation {
  readonly policy: AuthorizationPolicy;
  readonly field: Field;
  readonly methods: readonly AuthorizationValue[];
  readonly paths: readonly AuthorizationValue[];
  readonly hosts: readonly AuthorizationValue[];
  readonly ports: readonly AuthorizationValue[];
}

export interface AuthorizationValue {
  readonly value: string;
  readonly field: Field;
  /** It is listed in `notMethods`, `notPaths` … */
  readonly negated: boolean;
}

export function authorizationPolicyOf(resource: Resource): AuthorizationPolicy {
  const { spec } = resource;
  const target = spec?.get("targetRef");
  const rules = spec?.get("rules")?.items() ?? [];
  const operations: AuthorizationOperation[] = [];
  const policy: AuthorizationPolicy = {
    resource,
    action: spec?.get("action")?.text ?? "ALLOW",
    actionField: spec?.get("action"),
    selector: matchLabelsOf(resource),
    targetRefs: spec?.get("targetRefs")?.items() ?? (target ? [target] : []),
    rules,
    operations,
  };
  for (const to of gather(rules, (rule) => rule.get("to")?.items() ?? [])) {
    const field = to.get("operation");
    if (field === undefined) continue;
    operations.push({
      policy,
      field,
      methods: valuesOf(field, "methods", "notMethods"),
      paths: valuesOf(field, "paths", "notPaths"),
      hosts: valuesOf(field, "hosts", "notHosts"),
      ports: valuesOf(field, "ports", "notPorts"),
    });
  }
  return policy;
}

/** Whether Istio only logs what the policy would do; the annotation is what Go's `strconv.ParseBool` takes. */
export function isDryRun({ resource }: AuthorizationPolicy): boolean {
  const annotation = resource.metadata?.at("annotations", "istio.io/dry-run");
  return /^(?:1|t|T|true|TRUE|True)$/.test(annotation?.text ?? "");
}

function valuesOf(operation: Field, key: string, notKey: string): readonly AuthorizationValue[] {
  const read = (list: string, negated: boolean): readonly AuthorizationValue[] =>
    gather(operation.get(list)?.items() ?? [], (field) => {
      const value = field.text;
      return value === undefined ? [] : [{ value, field, negated }];
    });
  return [...read(key, false), ...read(notKey, true)];
}

export type MutualTlsMode = "STRICT" | "PERMISSIVE" | "DISABLE";

export interface PeerAuthentication {
  readonly resource: Resource;
  readonly selector: ReadonlyMap<string, Located<string>>;
  /** `UNSET` and absent inherit. */
  readonly mode: Located<string> | undefined;
  /** By workload port (not Service port). */
  readonly portModes: ReadonlyMap<number, Located<string>>;
  /** The entries of `portLevelMtls`; their keys are the ports. */
  readonly ports: readonly Field[];
}

export function peerAuthenticationOf(resource: Resource): PeerAuthentication {
  const { spec } = resource;
  const ports = spec?.get("portLevelMtls")?.fields() ?? [];
  return {
    resource,
    selector: matchLabelsOf(resource),
    mode: spec?.at("mtls", "mode")?.string(),
    ports,
    portModes: new Map(
      ports.flatMap((port) => {
        const mode = port.get("mode")?.string();
        return mode ? [[Number(port.step), mode] as const] : [];
      }),
    ),
  };
}

/** An effective mode and the place that decides it; without a place it is Istio's default. */
export interface EffectiveMutualTls {
  readonly mode: MutualTlsMode;
  readonly decidedBy: Located<string> | undefined;
  /** The PeerAuthentication that holds that place. */
  readonly policy: Resource | undefined;
}
