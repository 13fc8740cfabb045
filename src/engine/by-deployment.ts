import { holdsNamespace } from "../mesh/world/open-world.ts";
import { sameDeployment, type Togetherness } from "../mesh/world/same-deployment.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Resource } from "../manifest/resource.ts";
import type { KustomizeFacts } from "../manifest/kustomize/facts.ts";
import type { Finding } from "../rule/finding.ts";
import type { Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import type { RuleFinding } from "./run-rules.ts";

interface Facts {
  readonly placeOf: (span: Span) => Place;
  readonly settings: Mesh["settings"];
  readonly kustomize: KustomizeFacts;
}

/**
 * Findings between two objects by whether these are applied together: what is said of two that are not is left out, and
 * where it is only likely, no error is sure and no fix is safe; where kustomize leaves one of them out, it is a hint.
 */
export function byDeployment(
  findings: readonly RuleFinding[],
  { placeOf, settings, kustomize }: Facts,
): readonly RuleFinding[] {
  const answerFor = (finding: Finding): Answer => {
    const one = endsIn(finding, placeOf);
    if (one === undefined) return "certain";
    const answers = one.others
      .filter(({ namespace }) => !holdsNamespace(namespace, { settings }))
      .map((other) => answerOf(one.resource, other, kustomize));
    return weakest(answers);
  };
  return findings.flatMap((found) => {
    const { finding } = found;
    const answer = answerFor(finding);
    if (answer === "certain") return [found];
    if (answer === "no") return [];
    return [{ ...found, finding: answer === "doubtful" ? doubtful(found) : likely(found) }];
  });
}

/** Of two objects, one may be applied and the other left out. */
type Answer = Togetherness | "doubtful";

interface Ends {
  readonly resource: Resource;
  /** Those in other files. */
  readonly others: readonly Resource[];
}

function endsIn({ primary, related }: Finding, placeOf: (span: Span) => Place): Ends | undefined {
  const { source } = primary.span;
  const elsewhere = related?.filter(({ span }) => span.source !== source) ?? [];
  if (elsewhere.length === 0) return undefined;
  const { resource } = placeOf(primary.span);
  if (resource === undefined) return undefined;
  return { resource, others: elsewhere.flatMap(({ span }) => placeOf(span).resource ?? []) };
}

/**
 * What a kustomization applies decides. Two that both say their namespace are meant for one another wherever they are, but
 * for test data.
 */
function answerOf(
  one: Resource,
  other: Resource,
  { appliesBoth, leavesOut, appliesApart }: KustomizeFacts,
): Answer {
  const { path } = one.document.source;
  const { path: otherPath } = other.document.source;
  if (appliesBoth(path, otherPath)) return "certain";
  const answer = sameDeployment(one, other);
  const applies = (it: string): boolean => appliesBoth(it, it) && !leavesOut(it);
  const isOneOut = leavesOut(path) ? applies(otherPath) : leavesOut(otherPath) && applies(path);
  if (isOneOut) return answer === "no" ? "no" : "doubtful";
  const isApart = one.namespace === other.namespace && appliesApart(path, otherPath);
  if (isApart) return answer === "no" ? "no" : "likely";
  if (answer === "certain" && (leavesOut(path) || leavesOut(otherPath))) return "likely";
  const areNamed = one.namespace !== undefined && other.namespace !== undefined;
  return answer === "likely" && areNamed ? "certain" : answer;
}

function weakest(answers: readonly Answer[]): Answer {
  const order = ["no", "doubtful", "likely"] as const;
  return order.find((it) => answers.includes(it)) ?? "certain";
}

function doubtful(found: RuleFinding): Finding {
  return { ...likely(found), severity: "info" };
}

function likely({ rule, finding }: RuleFinding): Finding {
  const { severity = rule.severity, fix } = finding;
  return {
    ...finding,
    severity: severity === "error" ? "warning" : severity,
    ...(fix && { fix: { ...fix, safe: false } }),
  };
}
