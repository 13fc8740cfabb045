import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isFormat, renderers } from "../../src/report/index.ts";
import { defaultRenderOptions } from "../../src/report/renderer.ts";
import { lintSources } from "../support/lint-text.ts";

/** What `helm template` writes: a comment above every document. */
const stream = `---
# Source: ratings/templates/service.yaml
apiVersion: v1
kind: Service
metadata: { name: ratings }
spec:
  selector: { app: ratings }
  ports: [{ name: tcp-grpc, port: 50051 }]
---
# Source: ratings/charts/mesh/templates/rule.yaml
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ratings }
spec: { host: ratings, trafficPolicy: { loadBalancer: { simple: LEAST_CONN } } }
`;

const report = lintSources([{ path: "<stdin>", text: stream }]);
const options = { ...defaultRenderOptions, version: "0.1.0" };

it("finds something in both templates", () => {
  expect(report.diagnostics.map(({ resource }) => resource?.origin)).toEqual([
    "ratings/templates/service.yaml",
    "ratings/charts/mesh/templates/rule.yaml",
  ]);
});

it.each(Object.keys(renderers))("%s names the template of each finding", async (format) => {
  const render = isFormat(format) ? await renderers[format]() : undefined;
  const text = render?.(report, options) ?? "";
  for (const { resource } of report.diagnostics) expect(text).toContain(resource?.origin);
});

it("keeps to the schema of reports", async () => {
  const schema: unknown = JSON.parse(readFileSync("schemas/report.schema.json", "utf8"));
  const validate = new Ajv2020({ allErrors: true }).compile(Object(schema));
  const render = await renderers.json();
  validate(JSON.parse(render(report, options)));
  expect(validate.errors).toBeNull();
});
