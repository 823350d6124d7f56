/** References that carry an error, made by functions of a model. The verdicts are derived by hand. */
import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import { compileSource } from "../compile-source";
import { configuration } from "../explain/small-runs";
import { named } from "../named";

const MODEL = `
#define ERR_PTR(error) ((void *)(long)(error))
#define PTR_ERR(ptr) error_of(ptr)
#define IS_ERR(ptr) (error_of(ptr) < 0)
#define IS_ERR_OR_NULL(ptr) (error_of(ptr) <= 0)
struct clk { int 0..3 users; };
struct board { int 0..3 n; struct clk clk; };
struct clk only;
struct clk *clk_get(int id) { return id == 0 ? &only : id > 5 ? NULL : ERR_PTR(-2); }
struct clk *clk_get_optional(int id) { struct clk *clk = clk_get(id); return PTR_ERR(clk) == -2 ? NULL : clk; }
`;

function found(task: string): string {
	const system = compileSource(`scenario s { struct clk *kept; task t { ${task} } }`, MODEL);
	const { verdict, findings } = describeOutcome(named(system), searchNow(system, {}, () => 0).result, configuration("v1"));
	return findings.map(({ subject }) => subject).join(" ") || verdict;
}

test.each([
	["it is one", "kept = clk_get(1); assert(IS_ERR(kept) && IS_ERR_OR_NULL(kept) && PTR_ERR(kept) == -2 && kept);", "safe"],
	["it is none", "kept = clk_get(0); assert(!IS_ERR_OR_NULL(kept)); kept->users = 1;", "safe"],
	["it is null", "kept = clk_get(6); assert(!IS_ERR(kept) && IS_ERR_OR_NULL(kept) && !kept);", "safe"],
	["it is used as if it were none", "kept = clk_get(1); if (kept) kept->users = 1;", "invalid_pointer"],
	["its number is compared as the reference", "kept = clk_get(0); assert((long)kept == (unsigned long)&only && (long)kept != 0);", "safe"],
	["its number is cast back", "kept = (struct clk *)(long)clk_get(0); assert(kept == &only && PTR_ERR(kept) == 1);", "safe"],
	["it is freed", "kept = clk_get(1); free(kept);", "invalid_free"],
	["one of no struct is freed", "free(ERR_PTR(-2));", "invalid_free"],
	["it is not alive", "kept = clk_get(1); assert(!alive(kept));", "safe"],
	["of what it would be part of", "kept = clk_get(1); assert(error_of(container_of(kept, struct board, clk)) == -2);", "safe"],
	["through another function", "kept = clk_get_optional(1); assert(!kept);", "safe"],
])("a function of the model gives an error: %s", (_title, task, expected) => {
	expect(found(task)).toBe(expected);
});

test("who calls no such function keeps references of which none carries one", () => {
	const least = (task: string): readonly number[] =>
		compileSource(`scenario s { struct clk *kept; task t { ${task} } }`, MODEL)
			.cells.filter(({ role }) => role === "shared")
			.map(({ min }) => min);
	expect(least("kept = &only;")).toEqual([0]);
	expect(least("kept = clk_get(0);")).toEqual([-1024]);
	expect(least("kept = clk_get_optional(0);")).toEqual([-1024]);
});
