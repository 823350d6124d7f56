/**
 * Scenarios about single parts of the kernel model: those of the `.race` files beside this one, each with what must
 * come out.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judge } from "../../src/explain/verdict/judge";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import { BoundedModels } from "../../src/semantics/bounds";
import { parse } from "../../src/syntax/parser";
import { expectationsOf, kernelModel, outcomeOf } from "../samples/sample-files";

const models = new BoundedModels(kernelModel(), analyzeModel);

describe.each(readdirSync(__dirname).filter((name) => name.endsWith(".race")))("%s", (name) => {
	const text = readFileSync(join(__dirname, name), "utf8");
	const sources = [{ uri: `file:///${name}`, tree: parse(text) }];
	const program = analyzeProgram(models.for(sources), sources);

	test("has no errors", () => {
		expect(program.files[0].diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
	});

	test.each(program.files[0].scenarios.map((scenario) => [scenario.symbol.name, scenario] as const))("%s", (_title, scenario) => {
		const unmet = expectationsOf({ ...program, files: [{ ...program.files[0], scenarios: [scenario] }] }).flatMap((one) => {
			const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
			return judgment.met ? [] : [`${one.expectation.text}: ${judgment.message}`];
		});
		expect(unmet).toEqual([]);
	});
});
