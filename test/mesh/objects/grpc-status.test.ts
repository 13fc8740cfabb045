import { describe, expect, it } from "vitest";
import {
  findGrpcStatus,
  grpcStatusMeantByHttp,
  grpcStatusOfHttp,
  grpcStatusTitle,
} from "../../../src/mesh/objects/grpc-status.ts";

describe("findGrpcStatus", () => {
  it.each([
    ["14", "UNAVAILABLE"],
    ["unavailable", "UNAVAILABLE"],
    ["deadline-exceeded", "DEADLINE_EXCEEDED"],
    ["DeadlineExceeded", "DEADLINE_EXCEEDED"],
    ["canceled", "CANCELLED"],
    ["17", undefined],
    ["503", undefined],
    ["5xx", undefined],
  ])("reads %j as %j", (text, status) => expect(findGrpcStatus(text)).toBe(status));
});

it("maps HTTP statuses both ways", () => {
  expect(grpcStatusOfHttp(404)).toBe("UNIMPLEMENTED");
  expect(grpcStatusMeantByHttp(404)).toBe("NOT_FOUND");
  expect(grpcStatusOfHttp(500)).toBe("UNKNOWN");
  expect(grpcStatusMeantByHttp(418)).toBeUndefined();
});

it("says the number with the name", () => {
  expect(grpcStatusTitle("UNAVAILABLE")).toBe("UNAVAILABLE (14)");
});
