import { holdsCapitals, isCapitalWord, isTokenAt } from "../manifest/placeholder.ts";
import { similarName } from "../text/similar-name.ts";
import type { Finding, Label } from "../rule/finding.ts";
import { levelOf } from "../schema/level.ts";
import type { StructureOf } from "../schema/structure.ts";
import type { Span } from "../yaml/source.ts";
import type { Place } from "./locate.ts";
import type { RuleFinding } from "./run-rules.ts";

/** Where an object says which one it is: what is said of it holds, whatever it is called. */
const identity = /(?:^|\.)metadata\.(?:name|namespace|generateName)$/;

/** Structure is compared with what is open in mind, and syntax is that of the text as it is. */
const ownAnswer = new Set(["schema", "syntax"]);

/** Upper case is right for names of variables and ciphers, and in what programs of their own read. */
const capitalsAreRight = /\.(?:env|args|command|configPatches|cipherSuites|data|stringData)\b/;

interface Facts {
  readonly placeOf: (span: Span) => Place;
  readonly structureOf: StructureOf;
}

export interface Open {
  readonly findings: readonly RuleFinding[];
  /** The tokens that findings were about. */
  readonly tokens: readonly Span[];
}

/**
 * Leaves out what is said of values that are filled in later, at either end: a placeholder agrees with anything. So does
 * a token such as `ROUTE_TIMEOUT`, where nothing similar would be right.
 */
export function withoutOpen(findings: readonly RuleFinding[], facts: Facts): Open {
  const isAboutOpen = ({ span }: Label): boolean => {
    const { isOpen, yamlPath = "" } = facts.placeOf(span);
    return isOpen && !identity.test(yamlPath);
  };
  const others = findings.filter(
    ({ rule, finding: { primary, related = [] } }) =>
      ownAnswer.has(rule.topic) || ![primary, ...related].some(isAboutOpen),
  );
  const tokens = others.filter((found) => isAboutToken(found, facts));
  if (tokens.length === 0) return { findings: others, tokens: [] };
  const left = new Set(tokens);
  return {
    findings: others.filter((found) => !left.has(found)),
    tokens: tokens.map(({ finding }) => finding.primary.span),
  };
}

function isAboutToken({ rule, finding }: RuleFinding, facts: Facts): boolean {
  if (ownAnswer.has(rule.topic) || !isOfCapitals(finding)) return false;
  const { field, resource, yamlPath = "" } = facts.placeOf(finding.primary.span);
  if (!field || !resource || !isTokenAt(yamlPath, field.text ?? "")) return false;
  if (identity.test(yamlPath) || capitalsAreRight.test(yamlPath)) return false;
  // One of the values of a list, such as `ISTIO_MUTUAL`, is what it says.
  const structure = facts.structureOf(resource.group, resource.kind);
  return (
    structure !== undefined && levelOf(field, structure, resource.root)?.schema.enum === undefined
  );
}

/** A token, or what has no likeness to what would be right: that of `HTTP_2` is `HTTP2`. */
function isOfCapitals({ primary: { span }, fix }: Finding): boolean {
  const text = span.source.text.slice(span.start, span.end);
  return (
    (holdsCapitals(text) || isCapitalWord(text)) &&
    similarName(text, fix?.edits.map((it) => it.text) ?? []) === undefined
  );
}
