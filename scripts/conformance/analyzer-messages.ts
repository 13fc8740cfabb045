import { rules } from "../../rules/index.ts";
import type { Diagnostic } from "../../src/report/report.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { lintSources } from "../../test/support/lint-text.ts";
import { foreignCodes } from "../generate/foreign-codes.ts";
import { reasonAgainst, reasonFor } from "./analyzer-differences.ts";
import type { Judgement } from "./set.ts";

/** One message of `istioctl analyze`. */
export interface Message {
  readonly code: string;
  /** `VirtualService default/reviews`, or without a namespace. */
  readonly resource: string;
  /** What it says, where that was recorded. */
  readonly text?: string;
}

/** An input of the analyzers, taken for a whole mesh. */
export interface AnalyzedMesh {
  readonly id: string;
  readonly sources: readonly SourceFile[];
  readonly messages: readonly Message[];
  /** The codes that were asked for; all if left out. */
  readonly asked?: ReadonlySet<string>;
}

/**
 * Every message about what files can say is also said by a rule that answers its code, on the same resource or with a
 * label in it; and no error of ours is one that the analyzers do not give. Either way a written reason will do.
 */
export function* judgeMessages(mesh: AnalyzedMesh): Iterable<Judgement> {
  const { id, sources, messages } = mesh;
  const { diagnostics, failures } = lintSources(sources, { complete: true, forIstio: true });
  for (const { ruleId, error } of failures) throw new Error(`${ruleId} failed`, { cause: error });
  for (const [index, message] of messages.filter(isDecidable).entries()) {
    const said = saidBy(message, diagnostics);
    const reason = said === undefined ? reasonAgainst(message, id) : undefined;
    yield {
      topic: reason === undefined ? message.code : `${message.code} left out`,
      id: `${id} #${index}`,
      expected: `${message.code} on ${message.resource}: ${message.text ?? ""}`,
      actual: said ?? reason ?? "nothing",
      agrees: said !== undefined || reason !== undefined,
    };
  }
  const extra = extraErrors(diagnostics, mesh).filter(({ ruleId }) => !reasonFor(ruleId, id));
  yield {
    topic: "no other errors",
    id: `${id} others`,
    expected: "no error without a reason",
    actual: extra.map(({ ruleId, headline }) => `${ruleId}: ${headline}`).join("; "),
    agrees: extra.length === 0,
  };
}

/** Of codes that no rule answers the page about codes gives the reason. */
function isDecidable({ code }: Message): boolean {
  return foreignCodes.some((it) => it.code === code && it.leftOut === undefined);
}

const codesOf = new Map(rules.map(({ id, answers }) => [id, answers]));

function saidBy(message: Message, found: readonly Diagnostic[]): string | undefined {
  return found.find((it) => says(it, message))?.ruleId;
}

/** Where one analyzer was asked, what another one would say is none. */
function extraErrors(
  found: readonly Diagnostic[],
  { messages, asked }: AnalyzedMesh,
): readonly Diagnostic[] {
  return found.filter((it) => {
    const codes = codesOf.get(it.ruleId) ?? [];
    const isAsked =
      asked === undefined || codes.length === 0 || codes.some((code) => asked.has(code));
    return it.severity === "error" && isAsked && !messages.some((message) => says(it, message));
  });
}

function says(diagnostic: Diagnostic, { code, resource }: Message): boolean {
  return codesOf.get(diagnostic.ruleId)?.includes(code) === true && touches(diagnostic, resource);
}

function touches({ resource, relatedResources }: Diagnostic, wanted: string): boolean {
  const [kind = "", path = ""] = wanted.split(" ");
  const slash = path.indexOf("/");
  const namespace = slash < 0 ? undefined : path.slice(0, slash);
  const name = path.slice(slash + 1);
  return [resource, ...relatedResources].some(
    (it) =>
      it !== undefined &&
      (isNamed(it, kind, name) || isPodOf(it, kind, name)) &&
      (namespace ?? it.namespace) === (it.namespace ?? namespace),
  );
}

type Named = NonNullable<Diagnostic["resource"]>;

function isNamed(it: Named, kind: string, name: string): boolean {
  return it.kind === kind && it.name === name;
}

/** The pods of a Deployment were made for the analyzers, and are called after it. */
function isPodOf(it: Named, kind: string, name: string): boolean {
  return kind === "Pod" && name === `${it.name}-0` && it.kind !== "Service";
}
