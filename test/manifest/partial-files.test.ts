import { expect, it } from "vitest";
import { isPartialByName } from "../../src/manifest/partial-files.ts";

it.each([
  "config/default/manager_webhook_patch.yaml",
  "overlays/prod/patch-replicas.yaml",
  "overlays/prod/patches/replicas.yaml",
  "tests/e2e/00-assert.yaml",
  "tests/e2e/00-assert-jaeger.yaml",
  "tests/e2e/01-error.yaml",
])("%s holds parts", (path) => expect(isPartialByName(path)).toBe(true));

it.each([
  "k8s/dispatch.yaml",
  "k8s/patchwork.yaml",
  "k8s/assert.yaml",
  "patches/base/service.yaml",
  "k8s/error-pages.yaml",
])("%s holds whole objects", (path) => expect(isPartialByName(path)).toBe(false));
