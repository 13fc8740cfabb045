import type { Rule } from "../../src/rule/rule.ts";
import { istioCodes } from "./istio-codes.ts";
import { kialiCodes } from "./kiali-codes.ts";

/** A code of another tool. */
export interface ForeignCode {
  readonly code: string;
  /** Its name, or what it says in short. */
  readonly means: string;
  /** Why no rule answers it. */
  readonly leftOut?: string;
}

export const foreignCodes: readonly ForeignCode[] = [...istioCodes, ...kialiCodes];

const begin = "<!-- begin:codes -->";
const end = "<!-- end:codes -->";

/** The page with its two tables made anew: each code, and the rules that answer it or why none does. */
export function withCodes(page: string, rules: readonly Rule[]): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  const tables = [
    "## istioctl analyze",
    table(istioCodes, rules),
    "## Kiali",
    table(kialiCodes, rules),
  ];
  return `${page.slice(0, from)}${begin}\n\n${tables.join("\n\n")}\n\n${page.slice(to)}`;
}

function table(codes: readonly ForeignCode[], rules: readonly Rule[]): string {
  const rows = codes.map(
    ({ code, means, leftOut }) => `| ${code} | ${means} | ${leftOut ?? answersTo(code, rules)} |`,
  );
  return ["| code | what it says | here |", "|---|---|---|", ...rows].join("\n");
}

/** Names of rules, or of their topics where there are many. */
function answersTo(code: string, rules: readonly Rule[]): string {
  const found = rules.filter(({ answers }) => answers.includes(code));
  if (found.length <= mostNamed) {
    return found.map(({ id, topic }) => `[\`${id}\`](../rules/${topic}/${id}.md)`).join(", ");
  }
  const topics = [...new Set(found.map(({ topic }) => topic))].toSorted();
  const links = topics.map((topic) => `[\`${topic}\`](../rules/${topic})`);
  return `${found.length} rules of the topics ${links.join(", ")}`;
}

const mostNamed = 10;
