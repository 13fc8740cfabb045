import { expect, it } from "vitest";
import { isAssertionByName, isPatchByName } from "../../src/manifest/partial-files.ts";

it.each([
  "config/default/manager_webhook_patch.yaml",
  "overlays/prod/patch-replicas.yaml",
  "overlays/prod/patches/replicas.yaml",
])("%s holds a patch", (path) => expect(isPatchByName(path)).toBe(true));

it.each([
  "tests/e2e/00-assert.yaml",
  "tests/e2e/00-assert-jaeger.yaml",
  "tests/e2e/01-error.yaml",
  "tests/e2e/01-errors-2.yaml",
  "deploy/app-assert.yaml",
  "test/chainsaw/app/app-errors.yaml",
  "e2e/assert-ready.yaml",
  "pkg/source/testdata/simple.expected.yaml",
  "internal/testdata/gateway-expected-dump.yaml",
  "pkg/testdata/golden/service.yaml",
  "routes-golden.yaml",
  "controllers/testdata/sample.expect.yaml",
])("%s holds what a test compares with", (path) => expect(isAssertionByName(path)).toBe(true));

it.each([
  "k8s/dispatch.yaml",
  "k8s/patchwork.yaml",
  "k8s/assert.yaml",
  "patches/base/service.yaml",
  "k8s/error-pages.yaml",
  "k8s/02-error-budget.yaml",
  "k8s/expected-load.yaml",
  "golden/service.yaml",
  "tests/golden-gate-bridge/app.yaml",
  "ingress/custom-http-errors.yaml",
  "k8s/assertion-service.yaml",
])("%s holds whole objects", (path) =>
  expect(isPatchByName(path) || isAssertionByName(path)).toBe(false),
);
