import { expect, test } from "vitest";
import { defaultSettings } from "../../src/config/settings.ts";
import { readSources } from "../../src/engine/read-sources.ts";
import { sameDeployment } from "../../src/mesh/world/same-deployment.ts";
import { parts } from "../support/lint-text.ts";

const named = "namespace: prod,";

/** Their paths and namespaces. */
const cases = [
  ["certain", ["a/x.yaml", ""], ["a/x.yaml", ""]],
  ["likely", ["a/x.yaml", ""], ["a/x.yaml", named]],
  ["certain", ["a/service.yaml", ""], ["a/route.yaml", ""]],
  ["certain", ["a/base/service.yaml", named], ["a/mesh/route.yaml", named]],
  ["likely", ["a/base/service.yaml", ""], ["a/mesh/route.yaml", named]],
  ["likely", ["k8s/base/service.yaml", ""], ["k8s/istio/routes/route.yaml", ""]],
  ["no", ["samples/one/k8s/service.yaml", ""], ["tests/two/mesh/route.yaml", ""]],
  ["likely", ["samples/one/k8s/service.yaml", named], ["tests/two/mesh/route.yaml", named]],
  ["no", ["pkg/testdata/service.yaml", named], ["pkg/testdata/route.yaml", named]],
  ["certain", ["pkg/testdata/all.yaml", ""], ["pkg/testdata/all.yaml", ""]],
] as const;

function secret(name: string, namespace: string): string {
  return `{ apiVersion: v1, kind: Secret, metadata: { ${namespace} name: ${name} } }`;
}

test.each(cases)("it is %s for %j and %j", (answer, [path, namespace], [other, theirs]) => {
  const texts = [secret("one", namespace), secret("other", theirs)] as const;
  const targets =
    path === other
      ? [{ path, text: texts.join("\n---\n") }]
      : [
          { path, text: texts[0] },
          { path: other, text: texts[1] },
        ];
  const { resources } = readSources({ targets, context: [] }, defaultSettings, parts);
  const [one, two] = resources;
  expect(one && two && sameDeployment(one, two)).toBe(answer);
  expect(one && two && sameDeployment(two, one)).toBe(answer);
});
