import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../../src/yaml/source.ts";
import { judgeMessages, type Message } from "./analyzer-messages.ts";
import type { ConformanceSet } from "./set.ts";

/**
 * What the tests of Istio's analyzers expect of their inputs, `EXPECTED.tsv`: every message about what files can say is
 * also said by a rule that answers its code, on the same resource or with a label in it.
 */
export const istioAnalyzers: ConformanceSet = {
  name: "istio-analyzers",
  *judge(folder) {
    const rows = readFileSync(join(folder, "EXPECTED.tsv"), "utf8").trimEnd().split("\n").slice(1);
    const cases = rows.map((row) => caseOf(row.split("\t")));
    for (const [row, { files, analyzer, messages }] of cases.entries()) {
      const own = cases.filter((it) => it.analyzer === analyzer).flatMap((it) => it.messages);
      yield* judgeMessages({
        id: `${row} ${files.join(",")}`,
        sources: [...files.map((path) => sourceAt(folder, path)), installed],
        messages,
        asked: new Set(own.map(({ code }) => code)),
      });
    }
  },
};

interface Case {
  readonly files: readonly string[];
  readonly analyzer: string;
  readonly messages: readonly Message[];
}

function caseOf([, files = "", analyzer = "", , expected = ""]: readonly string[]): Case {
  return { files: files.split(","), analyzer, messages: messagesIn(expected) };
}

function sourceAt(folder: string, path: string): SourceFile {
  return { path, text: readFileSync(join(folder, path), "utf8") };
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
