import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRecord, listOf, recordOf, stringOf } from "../../schemas/import/json.ts";
import { parseDocuments } from "../../schemas/import/parse-documents.ts";
import { rules } from "../../rules/index.ts";
import { lintText } from "../support/lint-text.ts";
import { referenceData } from "../support/reference-data.ts";

/** Our rules, and the messages of the CEL rules of the official CRDs that each of them covers. */
const covered: Readonly<Record<string, readonly RegExp[]>> = {
  "backend-ref-without-port": [/^Must have port for Service reference$/],
  "backend-timeout-beyond-request": [/^backendRequest timeout cannot be longer than request/],
  "backend-tls-validation-incomplete": [
    /^SubjectAltName element must (?:not )?contain/,
    /CACertificateRefs (?:and|or) WellKnownCACertificates$/,
  ],
  "cors-wildcard-not-alone": [/^Allow\w+ cannot contain '\*' alongside/],
  "duration-below-1ms": [/^must be a valid duration greater than 1ms$/],
  "endpoint-port-name-malformed": [/^port name must be valid$/],
  "extension-source-invalid": [
    /^exactly one of wasm or lua must be set$/,
    /^url must have schema one of/,
    /^value may only be set when valueFrom is INLINE$/,
  ],
  "gateway-address-refused": [
    /^(?:IPAddress|Hostname) values must be unique$/,
    /^Hostname value must be empty/,
  ],
  "grpcroute-method-empty": [/^One or both of 'service' or 'method' must be specified$/],
  "grpcroute-service-malformed": [/^(?:service|method) must only contain valid characters/],
  "http-path-malformed": [
    /^must not (?:contain|end with) '/,
    /^value must be an absolute path/,
    /for types \['Exact', 'PathPrefix'\]$/,
  ],
  "infrastructure-key-malformed": [
    /^(?:Annotation|Label) keys must be in the form/,
    /the (?:annotation|label) key's prefix must be a DNS subdomain/,
  ],
  "jwks-source-invalid": [/^only one of jwks or jwksUri/, /^url must have scheme http:/],
  "listener-conflict": [/^Combination of port, protocol and hostname must be unique/],
  "listener-hostname-unused": [/^hostname must not be specified for protocols/],
  "listener-tls-mismatch": [
    /^tls (?:mode )?must /,
    /^certificateRefs or options must be specified/,
  ],
  "mirror-fraction-invalid": [
    /^Only one of percent or fraction/,
    /^numerator must be less than or equal/,
  ],
  "duplicate-parent-ref": [/^sectionName must be (?:specified|unique)/],
  "path-modifier-type-mismatch": [
    /^replace\w+ must be specified when type/,
    /^type must be 'Replace/,
  ],
  "port-level-mtls-no-selector": [/^portLevelMtls requires selector$/],
  "port-out-of-range": [/^port must be between 1-65535$/],
  "prefix-replacement-without-match": [/exactly one PathPrefix match must be specified$/],
  "probe-scheme-invalid": [/^scheme must be one of \[HTTP, HTTPS\]$/],
  "redirect-with-backends": [/^RequestRedirect filter must not be used together with backendRefs$/],
  "duplicate-item": [/^Listener name must be unique/, /^Port for TLS configuration must be unique/],
  "duplicate-route-filter": [/filter cannot be repeated$/, /^May specify either httpRouteFilter/],
  "route-filter-type-mismatch": [/^filter\.\w+ must be (?:nil|specified)/],
  "route-matches-exceed-limit": [/the total number of matches across all rules/],
  "selector-wildcard": [
    /^wildcard (?:is )?not (?:allowed|supported) in/,
    /^key must not be empty$/,
  ],
  "service-accounts-with-principals": [
    /^Cannot set serviceAccounts with namespaces or principals$/,
  ],
  "service-entry-any-host": [/^hostname cannot be wildcard$/],
  "service-entry-endpoints-refused": [
    /^only one of WorkloadSelector or Endpoints/,
    /^CIDR addresses are allowed only/,
    /^NONE mode cannot set endpoints$/,
    /^DNS_ROUND_ROBIN mode cannot have multiple endpoints$/,
  ],
  "duplicate-service-entry-port": [/^port number cannot be duplicated$/],
  "tag-override-value-mismatch": [/^value must (?:not )?be set when operation is/],
  "target-and-selector": [/^only one of targetRefs or (?:selector|workloadSelector)/],
  "target-ref-with-namespace": [/^cross namespace referencing is not currently supported$/],
  "duplicate-tls-credentials": [/^only one of credentialNames? or/],
  "tls-route-ip-address": [/^Hostnames cannot contain an IP$/],
  "value-not-allowed": [
    // A closed list or a pattern of the same field says no less.
    /^type must be one of \['Exact', 'PathPrefix', 'RegularExpression'\]$/,
    /^Hostnames must be valid based on RFC-1123$/,
    /^Wildcards on hostnames must be the first label/,
  ],
  "waypoint-match-context-mismatch": [/^only support waypointMatch when context is WAYPOINT$/],
  "workload-address-malformed": [/^Address is required$/, /^UDS /],
};

/** Where a neighbour may speak first: a rule of another cause that names the same place more exactly. */
const alsoSays: Readonly<Record<string, readonly string[]>> = {
  "duration-below-1ms": ["duration-invalid", "fault-type-unsupported"],
};

/** Rules that no manifest can break: they compare with the object in the cluster, or judge what controllers write. */
const beyondManifests = (path: string, message: string): boolean =>
  path.startsWith("status") || message === "field is immutable";

interface CelRule {
  readonly kind: string;
  readonly path: string;
  readonly message: string;
}

function celRulesIn(schema: unknown, kind: string, path: string): readonly CelRule[] {
  const { properties, items, additionalProperties, ...rest } = recordOf(schema);
  const own = listOf(rest["x-kubernetes-validations"]).map((rule) => ({
    kind,
    path,
    message: stringOf(recordOf(rule)["message"]),
  }));
  const below = (step: string, inner: unknown): readonly CelRule[] =>
    celRulesIn(inner, kind, path === "" ? step : `${path}.${step}`);
  return [
    ...own,
    ...Object.entries(recordOf(properties)).flatMap(([name, inner]) => below(name, inner)),
    ...(isRecord(items) ? below("[]", items) : []),
    ...(isRecord(additionalProperties) ? below("{}", additionalProperties) : []),
  ];
}

function coveringRules(message: string): readonly string[] {
  return Object.entries(covered)
    .filter(([, messages]) => messages.some((known) => known.test(message)))
    .map(([id]) => id);
}

const crds = referenceData("vectors/crds");
const verdicts = referenceData("vectors/verdicts");

describe.skipIf(crds === undefined)("every CEL rule of the official CRDs", () => {
  const folder = crds ?? "";
  const files = crds === undefined ? [] : readdirSync(folder);
  const celRules = files
    .flatMap((file) => parseDocuments(file, readFileSync(join(folder, file), "utf8")))
    .flatMap((crd) => {
      const spec = recordOf(recordOf(crd)["spec"]);
      const kind = stringOf(recordOf(spec["names"])["kind"]);
      return listOf(spec["versions"]).flatMap((version) =>
        celRulesIn(recordOf(recordOf(version)["schema"])["openAPIV3Schema"], kind, ""),
      );
    });
  const breakable = celRules.filter(({ path, message }) => !beyondManifests(path, message));

  it("is covered by exactly one rule", () => {
    const strays = breakable
      .map(({ kind, path, message }) => ({
        at: `${kind} ${path}: ${message}`,
        by: coveringRules(message),
      }))
      .filter(({ by }) => by.length !== 1);
    expect(celRules.length).toBeGreaterThan(300);
    expect(strays).toEqual([]);
  });

  it("is there, for each that we say we cover", () => {
    const messages = new Set(breakable.map(({ message }) => message));
    const unknown = Object.values(covered)
      .flat()
      .filter((known) => ![...messages].some((message) => known.test(message)));
    expect(unknown).toEqual([]);
  });
});

it("is covered by rules that exist and refuse", () => {
  const errors = new Set(rules.filter(({ severity }) => severity === "error").map(({ id }) => id));
  expect(Object.keys(covered).filter((id) => !errors.has(id))).toEqual([]);
});

interface Case {
  readonly id: string;
  readonly manifest: unknown;
  readonly verdict: { readonly crd?: string };
}

describe.skipIf(verdicts === undefined)("the verdicts of API servers on CEL rules", () => {
  const folder = verdicts ?? "";
  const files =
    verdicts === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  const ids = Object.keys(covered);

  it.each(files)("are given by the rule that covers them: %s", (file) => {
    const differing = casesIn(join(folder, file)).flatMap(({ id, manifest, verdict }) => {
      const wanted = refusingRules(verdict.crd ?? "");
      if (wanted.length === 0) return [];
      const only = [...ids, ...Object.values(alsoSays).flat()];
      const said = new Set(
        lintText(JSON.stringify(manifest), { only }).diagnostics.map(({ ruleId }) => ruleId),
      );
      const silent = wanted.filter(
        (name) => ![name, ...(alsoSays[name] ?? [])].some((one) => said.has(one)),
      );
      return silent.map((name) => `${id}: ${name}`);
    });
    expect(differing).toEqual([]);
  });

  it("break half of our rules at least", () => {
    const cases = files.flatMap((file) => casesIn(join(folder, file)));
    const broken = new Set(cases.flatMap(({ verdict }) => refusingRules(verdict.crd ?? "")));
    expect(broken.size).toBeGreaterThan(ids.length / 2);
  });
});

function casesIn(path: string): readonly Case[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line): Case => JSON.parse(line));
}

/** Our rules for the messages in one verdict: `Kind/name: [path: Invalid value: message, …]`. */
function refusingRules(verdict: string): readonly string[] {
  const messages = verdict.split(/, (?=spec\b)|\]$/).flatMap((part) => {
    const [, message] =
      /Invalid value: (?:(?:"[^"]*"|\d+): )?(?:.* evaluating rule: )?(.*)$/s.exec(part) ?? [];
    return message ?? [];
  });
  return messages.flatMap((message) => coveringRules(message));
}
