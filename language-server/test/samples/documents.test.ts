/** Scenarios that stand in the documents: they have no errors, and come out as they say. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { judge } from "../../src/explain/verdict/judge";
import { analyzeProgram } from "../../src/semantics/analyze";
import { parse } from "../../src/syntax/parser";
import { expectationsOf, kernelModel, outcomeOf } from "./sample-files";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** All but the one that shows what a failure looks like. */
const pages = ["README.md", ...readdirSync(`${root}docs`).flatMap((name) => (/^(?!cli).*\.md$/.test(name) ? [`docs/${name}`] : []))];
const scenarios = pages.flatMap((page) => {
	const blocks = readFileSync(`${root}${page}`, "utf8").matchAll(/^```race\n([\s\S]*?)^```/gm);
	return [...blocks].flatMap(([, text]) => (/^scenario /m.test(text) ? [{ page, text }] : []));
});

describe.each(scenarios)("$page", ({ text }) => {
	const program = analyzeProgram(kernelModel(), [{ uri: "file:///page.race", tree: parse(text) }]);

	test(/^scenario (\w+)/m.exec(text)?.[1] ?? "", () => {
		expect(program.files[0].diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
		const unmet = expectationsOf(program).flatMap((one) => {
			const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
			return judgment.met ? [] : [`${one.expectation.text}: ${judgment.message}`];
		});
		expect(unmet).toEqual([]);
	});
});
