import { describe, expect, test } from "vitest";
import { releaseGroups, releaseRanges, unknownRelease } from "../../src/semantics/releases";
import { analyzeSource, problemsOf } from "../compile-source";

const MODEL = `
patch one { title: "one"; }
patch moved { title: "moved"; behavior: none; }
patch two { title: "two"; }
kernel v5.3;
kernel v5.4 = v5.3 + one;
kernel v5.5 = v5.4 + moved;
kernel v5.6 = v5.5;
kernel v5.7 = v5.6 - one + two;
kernel v5.10 = v5.7 + one;
`;

describe("releases", () => {
	const { kernels, patches } = analyzeSource(MODEL);

	test("that differ in nothing but what has no behaviour are one group", () => {
		expect(releaseGroups(kernels, patches)).toEqual([
			{ name: "v5.3", releases: ["v5.3"] },
			{ name: "v5.4–5.6", releases: ["v5.4", "v5.5", "v5.6"] },
			{ name: "v5.7", releases: ["v5.7"] },
			{ name: "v5.10", releases: ["v5.10"] },
		]);
	});

	test("for which something holds are ranges, also with gaps", () => {
		const has = (patch: string) => releaseRanges(kernels, ({ patches }) => patches.has(patch));
		expect(has("one")).toEqual(["v5.4–5.6", "v5.10"]);
		expect(has("moved")).toEqual(["v5.5–5.10"]);
		expect(has("three")).toEqual([]);
	});
});

describe("a release that is not declared", () => {
	const hint = (name: string) => unknownRelease(name, ["v5.7", "v5.10", "v6.1", "mine"])?.hint;

	test.each([
		["v6.1.192", "it is 'v6.1' with the patches that it has taken, to be written as 'v6.1 + PATCH'"],
		["v5.10.3", "it is 'v5.10' with the patches that it has taken, to be written as 'v5.10 + PATCH'"],
		["v5.8", "the model knows 'v5.7' and then 'v5.10'"],
		["v5.8.1", "the model knows 'v5.7' and then 'v5.10'"],
		["v6.01", "it is written 'v6.1'"],
		["v4.9", "the oldest release that the model knows is 'v5.7'"],
		["v7.0", "the newest release that the model knows is 'v6.1'"],
		["v6.10", "the newest release that the model knows is 'v6.1'"],
	])("%s", (name, expected) => {
		expect(hint(name)).toBe(expected);
	});

	test("is a version; another name is a misspelling", () => {
		expect(hint("mein")).toBeUndefined();
		expect(unknownRelease("v5.8", ["mine"])).toBeUndefined();
		expect(problemsOf("scenario s { kernel mein; task t { } }", "kernel v5.7; kernel mine = v5.7;")).toEqual([
			`unknown-name "mein": there is no kernel 'mein'; did you mean 'mine'?`,
		]);
	});

	test("stands in a scenario and behind under alike", () => {
		expect(problemsOf("scenario s { kernel v5.10.3; task t { } expect safe under v9.1; }", MODEL)).toEqual([
			`unknown-name "v5.10.3": there is no kernel 'v5.10.3'; it is 'v5.10' with the patches that it has taken, to be written as 'v5.10 + PATCH'`,
			`unknown-name "v9.1": there is no kernel 'v9.1'; the newest release that the model knows is 'v5.10'`,
		]);
	});
});
