import { describe, expect, test } from "vitest";
import { elided, initials, ranges, sentenceParts, shownLabel, shownPath } from "../../webview/timeline/names";

test("numbers that follow each other are one range", () => {
	expect(ranges([1, 2, 3, 7, 9, 10])).toBe("#1–#3, #7, #9–#10");
});

describe("a label", () => {
	const shown = (label: string, room: number) => Object.values(shownLabel(label, room)).join("");

	test.each([
		[40, "get_huge_page_reference(p, vma, index)"],
		[34, "get_huge_page_reference(p, vma…)"],
		[27, "get_huge_page_reference(p…)"],
		[26, "get_huge_page_reference(…)"],
		[25, "get_huge_page_reference"],
		[23, "get_huge_page_reference"],
		[22, "get_huge_page…eference"],
	])("in %i characters keeps the name as long as possible", (room, text) => {
		expect(shown("get_huge_page_reference(p, vma, index)", room)).toBe(text);
	});

	test("that is no call loses its middle", () => {
		expect(shown("inode.i_size = newsize", 12)).toBe("inode.i…size");
	});

	test("with more behind the call keeps the name, too", () => {
		expect(shown("page_ref_dec_return(p, kind) == limit(kind)", 24)).toBe("page_ref_dec_return(p…");
	});

	test("never takes more than its room", () => {
		for (let room = 1; room < 45; room++) expect(shown("get_huge_page_reference(p, vma, index)", room).length).toBeLessThanOrEqual(room);
	});
});

test("a text is elided in its middle", () => {
	expect(elided("i_mmap_rwsem", 12)).toBe("i_mmap_rwsem");
	expect(elided("i_mmap_rwsem", 9)).toBe("i_mma…sem");
});

test("a path ends with the innermost function", () => {
	expect(shownPath(["truncate", "notify_change", "xfs_setattr"], 60)).toBe("truncate › notify_change › xfs_setattr");
	expect(shownPath(["truncate", "notify_change", "xfs_setattr"], 32)).toBe("… › notify_change › xfs_setattr");
	expect(shownPath([], 10)).toBe("");
});

test("initials tell lanes apart", () => {
	expect(initials(["reader", "truncator", "writer"])).toEqual(["R", "T", "W"]);
	expect(initials(["worker1", "worker2", "reader"])).toEqual(["W1", "W2", "R"]);
	expect(initials(["first", "fault"])).toEqual(["F1", "F2"]);
});

test("the numbers of steps are found in sentences, however they are written", () => {
	expect(sentenceParts("between lines 14 and 16 (steps 2 and 20), after step 9 and #16")).toEqual([
		{ text: "between lines 14 and 16 (" },
		{ step: 2 },
		{ text: " and " },
		{ step: 20 },
		{ text: "), after " },
		{ step: 9 },
		{ text: " and " },
		{ step: 16 },
	]);
});

test("code in a sentence is told from its words, and no step is found in it", () => {
	expect(sentenceParts("`free(p, #2)`: p has been freed in #7")).toEqual([
		{ code: "free(p, #2)" },
		{ text: ": p has been freed in " },
		{ step: 7 },
	]);
});
