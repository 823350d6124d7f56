import { describe, expect, test } from "vitest";
import { judge } from "../../src/explain/judge";
import type { Program } from "../../src/semantics/program";
import { analyzeSample, expectationsOf, kernelModel, outcomeOf } from "./sample-files";

/** The expectations of a sample that are not met, as they are written. */
function unmet(model: Program, path: string): string[] {
	return expectationsOf(analyzeSample(model, path)).flatMap((one) => {
		const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
		return judgment.met ? [] : [one.expectation.text];
	});
}

describe("verdicts follow from the steps of the model: a step left out turns a sample red", () => {
	test.each([
		{
			title: "the second look at the PMD in __gup_device_huge_pmd()",
			path: "mm/gup.race",
			from: "\t\tif (vma.pmd[index / vma.pmd_pages] != orig) return false;\n",
			sample: "series/gup-fast-pmd-vs-truncate.race",
		},
	])("$title", ({ path, from, sample }) => {
		expect(unmet(kernelModel(), sample)).toEqual([]);
		const red = unmet(kernelModel([{ path, from, to: "" }]), sample);
		expect(red).toContain("expect safe under tlb_mode = broadcast");
	});
});
