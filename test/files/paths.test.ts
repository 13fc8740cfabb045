import { win32 } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedFolder } from "../../src/files/find-config.ts";
import {
  pathBetween,
  pathStyle,
  reportedBelow,
  reportedPath,
  slashed,
} from "../../src/files/paths.ts";

describe("a path is reported", () => {
  it("relative to the working folder where it is inside, however it was asked for", () => {
    expect(reportedPath("/repo/k8s/a.yaml", "/repo")).toBe("k8s/a.yaml");
    expect(reportedPath("/repo/k8s/a.yaml", "/repo", "absolute")).toBe("k8s/a.yaml");
    expect(reportedPath("/repo/..a.yaml", "/repo", "absolute")).toBe("..a.yaml");
    expect(reportedPath("/repo", "/repo")).toBe(".");
  });

  it("as it was asked for where it is outside", () => {
    expect(reportedPath("/shared/a.yaml", "/repo/x")).toBe("../../shared/a.yaml");
    expect(reportedPath("/shared/a.yaml", "/repo/x", "absolute")).toBe("/shared/a.yaml");
    expect(reportedPath("/repo", "/repo/x")).toBe("..");
    expect(pathStyle(["../shared"])).toBe("relative");
    expect(pathStyle(["/shared"])).toBe("absolute");
    expect(pathStyle(["/shared", "k8s"])).toBe("relative");
    expect(pathStyle([])).toBe("relative");
  });

  it.each(["/repo", "/repo/x", "/repo/x/k8s", "/repo/x2", "/", "/shared"])(
    "the same below %s, where the way is worked out once",
    (folder) => {
      for (const style of ["relative", "absolute"] as const) {
        const below = reportedBelow(folder, "/repo/x", style);
        for (const path of [
          "/repo/x/k8s/a.yaml",
          "/repo/x2/a.yaml",
          "/repo/a.yaml",
          "/shared/b/a.yaml",
        ]) {
          expect(below(path)).toBe(reportedPath(path, "/repo/x", style));
        }
      }
    },
  );
});

function reported(path: string, style?: "relative" | "absolute"): string {
  return reportedPath(path, "C:\\repo\\app", style, win32);
}

describe("on Windows, a path", () => {
  it("has slashes", () => {
    expect(reported("C:\\repo\\app\\k8s\\a.yaml")).toBe("k8s/a.yaml");
    expect(reported("c:\\Repo\\app\\k8s\\a.yaml")).toBe("k8s/a.yaml");
    expect(reported("C:\\repo\\shared\\a.yaml")).toBe("../shared/a.yaml");
    expect(reported("C:\\repo\\shared\\a.yaml", "absolute")).toBe("C:/repo/shared/a.yaml");
    expect(slashed("envs\\*\\a.yaml", win32)).toBe("envs/*/a.yaml");
  });

  it("on another drive is absolute", () => {
    expect(reported("D:\\shared\\a.yaml")).toBe("D:/shared/a.yaml");
    expect(reported("\\\\server\\share\\a.yaml")).toBe("//server/share/a.yaml");
    expect(pathStyle(["D:\\shared", "//server/share"], win32)).toBe("absolute");
  });

  it("shares a folder with others, or at least a drive", () => {
    expect(sharedFolder("C:\\repo\\a\\x", "C:\\repo\\b", win32)).toBe("C:\\repo");
    expect(sharedFolder("C:\\repo\\a", "C:\\repo\\a", win32)).toBe("C:\\repo\\a");
    expect(sharedFolder("C:\\a", "C:\\b", win32)).toBe("C:\\");
    expect(sharedFolder("C:\\a", "D:\\a", win32)).toBe("C:\\");
  });

  it("is seen from another folder", () => {
    expect(pathBetween("k8s/a.yaml", "C:\\repo\\app", "C:\\repo", win32)).toBe("app/k8s/a.yaml");
    expect(pathBetween("../b.yaml", "C:\\repo\\app", "C:\\repo", win32)).toBe("b.yaml");
  });
});
