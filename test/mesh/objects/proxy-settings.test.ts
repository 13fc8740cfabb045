import { expect, it } from "vitest";
import { classify } from "../../../src/manifest/classify.ts";
import { proxySettingsOf } from "../../../src/mesh/objects/proxy-settings.ts";
import { workloadOf } from "../../../src/mesh/objects/workload.ts";
import { fieldOf } from "../../../src/yaml/field.ts";
import { fullParse } from "../../../src/yaml/full-parse.ts";

/** Path, value, and what the manifest has at both places. */
function read(annotation: string): readonly (readonly (string | undefined)[])[] {
  const text = `apiVersion: v1
kind: Pod
metadata:
  name: ratings
  annotations:
    proxy.istio.io/config: ${annotation}
spec: {}
`;
  const source = { path: "pod.yaml", text };
  const { root } = fullParse(source, 0, text.length);
  const documents = root
    ? [{ source, start: 0, end: text.length, root: fieldOf(source, root) }]
    : [];
  const workload = classify(documents).resources.map((resource) =>
    workloadOf(resource, undefined),
  )[0];
  const written = (span: { start: number; end: number } | undefined): string | undefined =>
    span && text.slice(span.start, span.end);
  return (workload ? proxySettingsOf(workload) : []).map(({ path, key, value }) => [
    path,
    value?.value,
    written(key.span),
    written(value?.span),
  ]);
}

it("reads nested keys, lists and comments of a literal block at their places", () => {
  const found = read(`|
      # how to start
      holdApplicationUntilProxyStarts: true # before the server

      proxyStatsMatcher:
        inclusionPrefixes:
        - "cluster.outbound"
        - grpc
      concurrency: 2`);
  expect(found).toEqual([
    ["holdApplicationUntilProxyStarts", "true", "holdApplicationUntilProxyStarts", "true"],
    ["proxyStatsMatcher", undefined, "proxyStatsMatcher", undefined],
    ["proxyStatsMatcher.inclusionPrefixes", undefined, "inclusionPrefixes", undefined],
    [
      "proxyStatsMatcher.inclusionPrefixes",
      "cluster.outbound",
      "inclusionPrefixes",
      "cluster.outbound",
    ],
    ["proxyStatsMatcher.inclusionPrefixes", "grpc", "inclusionPrefixes", "grpc"],
    ["concurrency", "2", "concurrency", "2"],
  ]);
});

it("reads a flat map in quotes", () => {
  expect(read(`'{ "drainDuration": "5s", "concurrency": 2 }'`)).toEqual([
    ["drainDuration", "5s", "drainDuration", "5s"],
    ["concurrency", "2", "concurrency", "2"],
  ]);
});

it("reads nested maps in quotes, and folded blocks as a whole", () => {
  expect(read(`'{ "tracing": { "sampling": 10 } }'`)).toEqual([
    ["tracing", undefined, "tracing", undefined],
    ["tracing.sampling", "10", "sampling", "10"],
  ]);
  expect(read(">\n      drainDuration: 5s").map(([path, value]) => [path, value])).toEqual([
    ["drainDuration", "5s"],
  ]);
});

it.each([`"{}"`, "not a map", "''"])("says nothing about %s", (annotation) => {
  expect(read(annotation)).toEqual([]);
});
