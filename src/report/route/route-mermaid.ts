import type { EndpointOutcome, Outcome, Target } from "../../simulate/outcome.ts";
import { mermaidText } from "../mermaid-text.ts";
import { failures } from "../../simulate/outcome-words.ts";
import { endText } from "./walk.ts";
import type { RouteAnswer } from "./route-answer.ts";

/** The way as a Mermaid flowchart: proxies, destinations with their weights, pods; failures are marked. */
export function renderRouteMermaid(answers: readonly RouteAnswer[]): string {
  const rows = ["flowchart LR"];
  let count = 0;
  const node = (label: string, isBad: boolean): string => {
    count += 1;
    const name = `n${count}`;
    rows.push(`  ${name}["${mermaidText(label)}"]${isBad ? ":::bad" : ""}`);
    return name;
  };
  const edge = (from: string, to: string, label: string): void => {
    rows.push(
      label === "" ? `  ${from} --> ${to}` : `  ${from} -- "${mermaidText(label)}" --> ${to}`,
    );
  };
  const drawOutcome = (from: string, outcome: Outcome): void => {
    const { to = [], endpoints = [] } = outcome;
    for (const target of to) drawTarget(from, target);
    for (const endpoint of endpoints) drawEndpoint(from, endpoint);
    if (to.length + endpoints.length > 0) return;
    edge(from, node(endText(outcome), outcome.sees !== undefined), outcome.result);
  };
  const drawTarget = (from: string, target: Target): void => {
    const { host, port, subset, cluster, weight, fails = [] } = target;
    const name = host === undefined ? (cluster ?? "") : `${host}:${port}`;
    const label = subset === undefined ? name : `${name} ${subset}`;
    const reasons = fails.map((it) => failures[it]).join("; ");
    const at = node(reasons === "" ? label : `${label}: ${reasons}`, fails.length > 0);
    edge(from, at, weight === undefined ? "" : String(weight));
    for (const endpoint of target.endpoints ?? []) drawEndpoint(at, endpoint);
  };
  const drawEndpoint = (from: string, endpoint: EndpointOutcome): void => {
    const { pods, address = "", port, sent = "", fails = [], hop } = endpoint;
    const name = pods ? pods.join(", ") : address;
    const reasons = fails.map((it) => failures[it]).join("; ");
    const at = node(
      `${name}${port === undefined ? "" : `:${port}`}${reasons === "" ? "" : `: ${reasons}`}`,
      fails.length > 0,
    );
    edge(from, at, sent);
    if (hop) drawOutcome(at, hop);
  };
  for (const { from, call, form, outcome } of answers) {
    drawOutcome(
      node(form === undefined ? `${from} ${call}` : `${form}: ${from} ${call}`, false),
      outcome,
    );
  }
  rows.push("  classDef bad stroke:#c00,stroke-width:2px");
  return `${rows.join("\n")}\n`;
}
