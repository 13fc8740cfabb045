import type { Places } from "../mesh/objects/written-at.ts";
import type { Resource } from "../manifest/resource.ts";
import type { Mesh, ViewName, Views } from "../mesh/mesh.ts";
import type { Finding, Severity } from "./finding.ts";
import { scopeOf, type Scope } from "./scope.ts";

export const topics = [
  "syntax",
  "schema",
  "admission",
  "references",
  "ports",
  "routing",
  "metadata",
  "retries",
  "timeouts",
  "streaming",
  "load-balancing",
  "connections",
  "outlier-detection",
  "mtls",
  "authorization",
  "gateways",
  "gateway-api",
  "external-services",
  "envoy-filters",
  "faults",
  "probes",
  "observability",
  "client-config",
  "proxyless",
  "ambient",
  "lifecycle",
  "protobuf",
  "upgrades",
  "custom",
] as const;
export type Topic = (typeof topics)[number];

/** Where a claim is established: project with version, file, and the symbol or section in it. */
export interface Citation {
  readonly project: string;
  readonly path: string;
  readonly detail: string;
}

/** Which rules run where nobody chooses: `recommended`, or with `strict` those too that are a matter of taste. */
export const presets = ["recommended", "strict"] as const;
export type Preset = (typeof presets)[number];

export type SeverityWhere = Readonly<Partial<Record<Severity, string>>>;

/** A number of a rule that users may set: a JSON Schema with its default. */
export interface RuleOption {
  readonly type: "integer";
  readonly minimum: number;
  readonly default: number;
  readonly description: string;
}

/** What is set of a rule's options; the others have their defaults. */
export type OptionValues = Readonly<Record<string, number>>;

export interface RuleDefinition<Name extends ViewName, Option extends string> {
  /** Names the mistake, kebab-case, at most 40 characters; also the file's name. */
  readonly id: string;
  /** The folder it lives in. */
  readonly topic: Topic;
  /** One lowercase sentence; the first line of its page. */
  readonly summary: string;
  readonly severity: Severity;
  /** The other severities that its findings may have, each with what follows "where": weaker evidence, less harm. */
  readonly severityWhere?: SeverityWhere;
  /** The view that `check` gets one at a time. */
  readonly reads: Name;
  /**
   * Where something must be written, by `group/Kind`, for the rule to have anything to say. Only what belongs to
   * resources that may have a field there is looked at.
   */
  readonly fields?: Places | readonly Places[];
  readonly evidence: readonly [Citation, ...Citation[]];
  /** `safe` or `unsafe` if it offers fixes. */
  readonly fixable?: "safe" | "unsafe";
  /** Codes of `istioctl analyze` and Kiali that say the same: `IST0118`, `KIA0601`. */
  readonly answers?: readonly string[];
  /** `recommended` if left out; `strict` for what works as it is and could be written better. */
  readonly preset?: Preset;
  readonly options?: Readonly<Record<Option, RuleOption>>;
  /**
   * The object that Istio has to implement for what the rule says to be true. Of what is another's it says nothing; where
   * nobody can tell whose it is, a warning at most, and no safe fix.
   */
  readonly ofIstio?: (view: Views[Name]) => Resource;
  /**
   * Finds; pure, keeps nothing between calls, and leaves the wording to functions beside it. `option` gives the value
   * that an option has in this run. One that takes its view alone, and no mesh, has the scope `resource`.
   */
  check(view: Views[Name], mesh: Mesh, option: (name: Option) => number): Iterable<Finding>;
}

/** A rule as the engine sees it. */
export interface Rule {
  readonly id: string;
  readonly topic: Topic;
  readonly summary: string;
  readonly severity: Severity;
  readonly severityWhere: SeverityWhere;
  readonly reads: ViewName;
  /** What its findings depend on: those of scope `resource` are kept as long as the resource stays the same. */
  readonly scope: Scope;
  /** Where something must be written for it to have anything to say; `undefined` for all that it reads. */
  readonly fields: readonly Places[] | undefined;
  readonly evidence: readonly Citation[];
  readonly fixable: "safe" | "unsafe" | undefined;
  readonly answers: readonly string[];
  readonly preset: Preset;
  readonly options: Readonly<Record<string, RuleOption>>;
  /** The findings of one rule over the whole mesh. `onError` hears of what cannot be looked at; without it, that is thrown. */
  run(mesh: Mesh, values?: OptionValues, onError?: OnError): readonly Finding[];
}

type OnError = (error: unknown) => void;

function rethrow(error: unknown): void {
  throw error;
}

export function defineRule<Name extends ViewName, Option extends string = never>(
  definition: RuleDefinition<Name, Option>,
): Rule {
  const { options, severityWhere = {} } = definition;
  const fields = definition.fields && placesIn(definition.fields);
  return {
    id: definition.id,
    topic: definition.topic,
    summary: definition.summary,
    severity: definition.severity,
    severityWhere:
      definition.ofIstio && definition.severity === "error"
        ? orUnclear(severityWhere)
        : severityWhere,
    reads: definition.reads,
    scope: scopeOf(definition),
    fields,
    evidence: definition.evidence,
    fixable: definition.fixable,
    answers: definition.answers ?? [],
    preset: definition.preset ?? "recommended",
    options: options ?? {},
    run(mesh, values = {}, onError = rethrow) {
      const option = (name: Option): number => values[name] ?? options?.[name].default ?? 0;
      const found: Finding[] = [];
      for (const view of mesh.all[definition.reads](fields)) {
        try {
          for (const finding of definition.check(view, mesh, option)) {
            const by = definition.ofIstio && mesh.implementerOf(definition.ofIstio(view)).by;
            add(found, asSure(finding, by, definition.severity));
          }
        } catch (error) {
          onError(error);
        }
      }
      return found;
    },
  };
}

/** Of an error about what another implementation than Istio may read, `cautiously` makes a warning. */
function orUnclear({ warning, ...others }: SeverityWhere): SeverityWhere {
  const unclear = "another implementation than Istio may read the object";
  return { ...others, warning: warning === undefined ? unclear : `${warning}, or ${unclear}` };
}

function placesIn(fields: Places | readonly Places[]): readonly Places[] {
  return isList(fields) ? fields : [fields];
}

function isList(fields: Places | readonly Places[]): fields is readonly Places[] {
  return Array.isArray(fields);
}

function add(found: Finding[], finding: Finding | undefined): void {
  if (finding) found.push(finding);
}

/** A finding as it is said of what `by` implements, if at all. */
function asSure(
  finding: Finding,
  by: ReturnType<Mesh["implementerOf"]>["by"] | undefined,
  usual: Severity,
): Finding | undefined {
  if (by === undefined || by === "istio") return finding;
  return by === "unknown" ? cautiously(finding, usual) : undefined;
}

/** What is said where nobody can tell whether Istio implements the object. */
function cautiously(finding: Finding, usual: Severity): Finding {
  const { severity = usual, fix, note } = finding;
  return {
    ...finding,
    note: `if Istio implements this: ${note}`,
    severity: severity === "error" ? "warning" : severity,
    ...(fix?.safe === true && {
      fix: { ...fix, safe: false, title: `${fix.title} (correct if Istio reads it)` },
    }),
  };
}

/** Istio's own code, release 1.31 where nothing else is said. */
export function istio(path: string, detail: string, version = "1.31"): Citation {
  return { project: `Istio ${version}`, path, detail };
}

/** Istio's API definitions (`istio/api`). */
export function istioApi(path: string, detail: string, version = "1.31"): Citation {
  return { project: `Istio API ${version}`, path, detail };
}

export function envoy(path: string, detail: string, version = "1.36"): Citation {
  return { project: `Envoy ${version}`, path, detail };
}

export function gatewayApi(path: string, detail: string, version = "1.6"): Citation {
  return { project: `Gateway API ${version}`, path, detail };
}

export function kubernetes(path: string, detail: string, version = "1.35"): Citation {
  return { project: `Kubernetes ${version}`, path, detail };
}

/** gRPC's specification, gRFCs and libraries. */
export function grpc(path: string, detail: string): Citation {
  return { project: "gRPC", path, detail };
}

/** Protocol Buffers: the compiler `protoc`. */
export function protobuf(path: string, detail: string, version = "35"): Citation {
  return { project: `Protocol Buffers ${version}`, path, detail };
}

/** A public report of the fault: `istio/istio#17613`. */
export function thread(reference: string, detail: string): Citation {
  return { project: "report", path: reference, detail };
}
