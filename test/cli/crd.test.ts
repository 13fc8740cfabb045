import { expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, properties: { size: { type: integer } } }
`;

const widget = `apiVersion: example.com/v1
kind: Widget
metadata: { name: a }
spec: { siez: 1 }
`;

it("checks kinds of its own that CRDs define", () => {
  const cwd = temporaryFolder({ "crds.yaml": crd, "widget.yaml": widget });
  const unknown = runCli(["widget.yaml"], { cwd });
  expect(unknown.stdout).toContain("Not checked: 1 resource");
  const known = runCli(["--crd", "crds.yaml", "widget.yaml", "-f", "concise"], { cwd });
  expect(known.stdout).toContain("widget.yaml:4:9: error[unknown-field]");
  expect(known.status).toBe(1);
});

it.each([
  ["absent.yaml", "cannot read the CRDs in `absent.yaml`: it does not exist"],
  ["widget.yaml", "`widget.yaml` defines no kind"],
])("stops where a file has none: %s", (path, message) => {
  const cwd = temporaryFolder({ "widget.yaml": widget });
  const { status, stderr } = runCli(["--crd", path, "widget.yaml"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain(`error: ${message}`);
});
