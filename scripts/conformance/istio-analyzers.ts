import { readFileSync } from "node:fs";
import { join } from "node:path";
import { foreignCodes } from "../generate/foreign-codes.ts";
import { reasonAgainst } from "./analyzer-differences.ts";
import { isSaid, lintWhole, type Message } from "./analyzer-messages.ts";
import type { ConformanceSet, Judgement } from "./set.ts";

/**
 * What the tests of Istio's analyzers expect of their inputs, `EXPECTED.tsv`: every message about what files can say is
 * also said by a rule that answers its code, on the same resource or with a label in it.
 */
export const istioAnalyzers: ConformanceSet = {
  name: "istio-analyzers",
  *judge(folder) {
    const [, ...lines] = readFileSync(join(folder, "EXPECTED.tsv"), "utf8").trimEnd().split("\n");
    for (const [row, line] of lines.entries()) {
      const [, files = "", , , expected = ""] = line.split("\t");
      const messages = messagesIn(expected).filter(({ code }) => isDecidable(code));
      if (messages.length > 0) yield* judged(folder, files.split(","), messages, row);
    }
  },
};

function* judged(
  folder: string,
  files: readonly string[],
  messages: readonly Message[],
  row: number,
): Iterable<Judgement> {
  const sources = files.map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
  const found = lintWhole([...sources, installed]);
  for (const [index, message] of messages.entries()) {
    const said = isSaid(message, found);
    const reason = reasonAgainst(message.code, message.resource, files[0] ?? "");
    const leftOut = said === undefined && reason !== undefined;
    yield {
      topic: leftOut ? `${message.code} left out` : message.code,
      id: `${row}#${index} ${files[0] ?? ""}`,
      expected: `${message.code} on ${message.resource}`,
      actual: said ?? reason ?? "nothing",
      agrees: said !== undefined || leftOut,
    };
  }
}

/** Of codes that no rule answers the page about codes gives the reason. */
function isDecidable(code: string): boolean {
  return foreignCodes.some((it) => it.code === code && it.leftOut === undefined);
}

/** `IST0101 ReferencedResourceNotFound @ VirtualService default/reviews; …` */
function messagesIn(text: string): readonly Message[] {
  return text.split("; ").flatMap((part) => {
    const [, code = "", resource = ""] = /^(IST\d+) \w+ @ (.+)$/.exec(part.trim()) ?? [];
    return code === "" ? [] : [{ code, resource }];
  });
}

/** What the analyzers' tests add to each input: the ingress gateway of an installation. */
const installed = {
  path: "installed.yaml",
  text: `apiVersion: v1
kind: Pod
metadata: { name: istio-ingressgateway-dummypod, namespace: istio-system, labels: { istio: ingressgateway } }
spec: { containers: [{ name: istio-proxy, image: registry.istio.io/release/proxyv2:1.31.0 }] }
---
apiVersion: v1
kind: Service
metadata: { name: istio-ingressgateway, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  ports:
    - { name: http2, port: 80 }
    - { name: https, port: 443 }
    - { name: tcp, port: 31400 }
    - { name: tls, port: 15443 }
`,
};
