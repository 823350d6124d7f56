import { describe, expect, test } from "vitest";
import { judge } from "../../src/explain/verdict/judge";
import { expectation, outcome } from "./small-runs";

/** How one expectation fares when the search under v4.18 found `findings` and, if a limit is given, did not end. */
function judged(text: string, findings: readonly string[], limit?: "states" | "time" | "memory" | "cancelled") {
	const [judgment] = judge([expectation(text)], new Map([["v4.18", outcome("v4.18", findings, limit)]]));
	return {
		met: judgment.met,
		message: judgment.message,
		finding: judgment.finding && `${judgment.finding.kind} ${judgment.finding.subject}`,
	};
}

describe("expect safe", () => {
	test("is met by the verdict safe", () => {
		expect(judged("expect safe", [])).toEqual({ met: true, message: "", finding: undefined });
	});

	test("is refuted by a race, which is then shown", () => {
		expect(judged("expect safe", ["race stale_pin", "hang truncator"])).toEqual({
			met: false,
			message: "expected safe, found a race: the page is used after it was freed (stale_pin)",
			finding: "race stale_pin",
		});
	});

	test("is refuted by a hang", () => {
		expect(judged("expect safe", ["hang truncator"])).toMatchObject({
			met: false,
			message: "expected safe, found a hang: truncator waits",
			finding: "hang truncator",
		});
	});

	test("is never met by an incomplete search", () => {
		expect(judged("expect safe", [], "time")).toEqual({
			met: undefined,
			message: "expected safe, but the search reached its limit on time after 812 states",
			finding: undefined,
		});
		expect(judged("expect safe", [], "cancelled")).toMatchObject({
			met: undefined,
			message: "expected safe, but the search was cancelled after 812 states",
		});
	});

	test("is refuted by what an incomplete search found", () => {
		expect(judged("expect safe", ["race stale_pin"], "states")).toMatchObject({ met: false, finding: "race stale_pin" });
	});
});

describe("expect race", () => {
	test("without a name is met by any race", () => {
		expect(judged("expect race", ["race stale_pin"])).toEqual({ met: true, message: "", finding: "race stale_pin" });
	});

	test("with a name asks for that property among all that fail", () => {
		expect(judged("expect race stale_pin", ["race double_free", "race stale_pin"])).toMatchObject({ met: true, finding: "race stale_pin" });
		expect(judged("expect race stale_pin", ["race double_free"])).toEqual({
			met: false,
			message: "expected race stale_pin, but found only a race: the page is used after it was freed (double_free)",
			finding: undefined,
		});
	});

	test("is not met by a hang", () => {
		expect(judged("expect race", ["hang truncator"])).toMatchObject({
			met: false,
			message: "expected race, but found only a hang: truncator waits",
		});
	});

	test("says that all is safe when nothing was found", () => {
		expect(judged("expect race", [])).toMatchObject({ met: false, message: "expected race, but all interleavings are safe (812 states)" });
	});

	test("is met by what an incomplete search found, and left open by what it did not find", () => {
		expect(judged("expect race", ["race stale_pin"], "memory")).toMatchObject({ met: true });
		expect(judged("expect race double_free", ["race stale_pin"], "memory")).toEqual({
			met: undefined,
			message: "expected race double_free, but the search reached its limit on memory after 812 states",
			finding: undefined,
		});
	});
});

describe("expect hang", () => {
	test("is met by the hang of that task, even where there is a race too", () => {
		expect(judged("expect hang truncator", ["race stale_pin", "hang truncator"])).toMatchObject({ met: true, finding: "hang truncator" });
		expect(judged("expect hang reader", ["race stale_pin", "hang truncator"])).toMatchObject({ met: false });
	});

	test("of an array of tasks is met by the hang of any of them", () => {
		expect(judged("expect hang worker", ["hang worker[2]"])).toMatchObject({ met: true });
		expect(judged("expect hang work", ["hang worker[2]"])).toMatchObject({ met: false });
	});
});

test("each expectation is judged by the outcome under its own kernel", () => {
	const outcomes = new Map([
		["v4.17", outcome("v4.17", ["race stale_pin"])],
		["v4.18", outcome("v4.18", [])],
	]);
	const judgments = judge(
		[expectation("expect safe"), expectation("expect race under v4.17"), expectation("expect safe under v4.19")],
		outcomes,
	);
	expect(judgments.map(({ met, message }) => ({ met, message }))).toEqual([
		{ met: true, message: "" },
		{ met: true, message: "" },
		{ met: undefined, message: "expected safe under v4.19, but it was not checked" },
	]);
});
