/** Small programs that share variables in every way that there is, as texts and as what they do. */
import fc from "fast-check";
import type { How, Op } from "./happens-before";

/** A program as a scenario, and the same for whoever goes by the definition. */
export interface Program {
	readonly text: string;
	readonly tasks: readonly (readonly Op[])[];
	readonly references: ReadonlySet<string>;
	/** Variables that are declared `__data_racy`. */
	readonly racy: ReadonlySet<string>;
}

type Part =
	| { readonly kind: "op"; readonly text: string; readonly op: (line: number) => Op }
	/** What stands in braces behind a line that reads. */
	| { readonly kind: "guarded"; readonly head: Part & { readonly kind: "op" }; readonly body: readonly Part[] };

const op = (text: string, op: Op extends infer One ? (One extends Op ? Omit<One, "line"> : never) : never): Part & { kind: "op" } => ({
	kind: "op",
	text,
	op: (line) => ({ ...op, line }) as Op,
});

const reads: Readonly<Record<string, (place: string) => string>> = {
	plain: (place) => place,
	relaxed: (place) => `READ_ONCE(${place})`,
	acquire: (place) => `smp_load_acquire(&${place})`,
};
const writes: Readonly<Record<string, (place: string, value: string) => string>> = {
	plain: (place, value) => `${place} = ${value};`,
	relaxed: (place, value) => `WRITE_ONCE(${place}, ${value});`,
	release: (place, value) => `smp_store_release(&${place}, ${value});`,
};

const written = (variable: string, value: number, how: How, dependent = false): Part & { kind: "op" } =>
	op(writes[how](dependent ? `q->${variable}` : variable, String(value)), { kind: "write", variable, value, how, dependent });
const read = (variable: string, how: How, dependent = false): Part & { kind: "op" } =>
	op(`r = ${reads[how](dependent ? `q->${variable}` : variable)};`, { kind: "read", variable, how, into: true, dependent });

const data = fc.constantFrom("a", "b", "h");
const flag = fc.constantFrom("f", "g");
const hows = (...all: readonly How[]): fc.Arbitrary<How> => fc.constantFrom(...all);

const simple: fc.Arbitrary<Part> = fc.oneof(
	{ weight: 3, arbitrary: data.map((variable) => written(variable, 1, "plain")) },
	{ weight: 3, arbitrary: data.map((variable) => read(variable, "plain")) },
	{
		weight: 3,
		arbitrary: fc.tuple(flag, hows("release", "relaxed", "relaxed", "plain")).map(([variable, how]) => written(variable, 1, how)),
	},
	{ weight: 1, arbitrary: fc.tuple(flag, hows("acquire", "relaxed", "plain")).map(([variable, how]) => read(variable, how)) },
	{ weight: 1, arbitrary: fc.constantFrom(op("smp_mb();", { kind: "fence", orders: "all" })) },
	{ weight: 1, arbitrary: fc.constantFrom(op("smp_wmb();", { kind: "fence", orders: "writes" })) },
	{ weight: 1, arbitrary: fc.constantFrom(op("smp_rmb();", { kind: "fence", orders: "reads" })) },
	{ weight: 1, arbitrary: flag.map((variable) => op(`update(&${variable});`, { kind: "update", variable, to: 1, how: "ordered" })) },
	{
		weight: 1,
		arbitrary: flag.map((variable) => op(`update_relaxed(&${variable});`, { kind: "update", variable, to: 1, how: "relaxed" })),
	},
	{
		weight: 2,
		arbitrary: hows("release", "relaxed").map((how) => op(writes[how]("p", "&o"), { kind: "write", variable: "p", value: 1, how })),
	},
	{ weight: 1, arbitrary: fc.constant(written("x", 1, "plain", false)).map((part) => ({ ...part, text: "o.x = 1;" })) },
	{
		weight: 2,
		arbitrary: fc.oneof(
			data.map((variable) => op(`r = data_race(${variable});`, { kind: "read", variable, how: "plain", into: true, unreported: true })),
			data.map((variable) => op(`ASSERT_EXCLUSIVE_WRITER(${variable});`, { kind: "assert", variable, sole: "writer" })),
			data.map((variable) => op(`ASSERT_EXCLUSIVE_ACCESS(${variable});`, { kind: "assert", variable, sole: "user" })),
			flag.map((variable) => op(`wait (${variable});`, { kind: "await", variable })),
			fc.constantFrom(0, 1).map((task) => op(`wait (done(t${task}));`, { kind: "join", task })),
		),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom(
			op("kcsan_flat_atomic_begin();", { kind: "region", of: "flat", by: 1 }),
			op("kcsan_flat_atomic_end();", { kind: "region", of: "flat", by: -1 }),
			op("kcsan_atomic_next(2);", { kind: "region", of: "next", by: 1 }),
			op("kcsan_atomic_next(0);", { kind: "region", of: "next", by: -1 }),
		),
	},
);

/** A lock around some of it, or a look at a flag or a reference before it. */
const part: fc.Arbitrary<readonly Part[]> = fc.oneof(
	{ weight: 5, arbitrary: simple.map((one) => [one]) },
	{
		weight: 2,
		arbitrary: fc
			.array(simple, { minLength: 1, maxLength: 2 })
			.map((body): readonly Part[] => [
				op("take(&l);", { kind: "update", variable: "l", from: 0, to: 1, how: "ordered" }),
				...body,
				op("give(&l);", { kind: "write", variable: "l", value: 0, how: "ordered" }),
			]),
	},
	{
		weight: 1,
		arbitrary: fc
			.array(simple, { minLength: 1, maxLength: 2 })
			.map((body): readonly Part[] => [
				op("kcsan_nestable_atomic_begin();", { kind: "region", of: "nested", by: 1 }),
				...body,
				op("kcsan_nestable_atomic_end();", { kind: "region", of: "nested", by: -1 }),
			]),
	},
	{
		weight: 3,
		arbitrary: fc
			.tuple(flag, hows("acquire", "relaxed", "relaxed"), fc.array(simple, { minLength: 1, maxLength: 3 }))
			.map(([variable, how, body]): readonly Part[] => [{ kind: "guarded", head: read(variable, how), body }]),
	},
	{
		weight: 2,
		arbitrary: fc
			.tuple(
				hows("acquire", "relaxed", "relaxed"),
				fc.array(fc.oneof(simple, fc.constantFrom(read("x", "plain", true), written("x", 1, "plain", true))), {
					minLength: 1,
					maxLength: 2,
				}),
			)
			.map(([how, body]): readonly Part[] => [
				{
					kind: "guarded",
					head: { ...read("p", how), text: `q = ${reads[how]("p")};` },
					body,
				},
			]),
	},
);

const HEAD = [
	"struct object { int 0..1 x; };",
	"fn take(int *l) { atomic { wait (*l == 0); *l = 1; } }",
	"fn give(int *l) { atomic { *l = 0; } }",
	"fn update(int *v) { atomic { if (*v <= 1) *v = 1; } }",
	"fn update_relaxed(int *v) { atomic { if (READ_ONCE(*v) <= 1) WRITE_ONCE(*v, 1); } }",
	"scenario random {",
	"option data_races = report;",
	"int 0..1 a; int 0..1 b; int 0..1 f; int 0..1 g; int 0..1 l; __data_racy int 0..1 h; object o; struct object *p;",
];

/** How many accesses all tasks together may make: every interleaving is gone through. */
const MOST_OPS = 11;

export const arbitraryProgram: fc.Arbitrary<Program> = fc
	.array(
		fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.flat()),
		{ minLength: 2, maxLength: 3 },
	)
	.map(programOf)
	.filter(({ tasks }) => tasks.flat().filter(({ kind }) => !["fence", "unless", "region", "join"].includes(kind)).length <= MOST_OPS);

function programOf(tasks: readonly (readonly Part[])[]): Program {
	const lines = [...HEAD];
	const ops = tasks.map((parts, task) => {
		lines.push(`task t${task} {`, "int 0..1 r = 0; struct object *q = NULL;");
		const own: Op[] = [];
		const write = (one: Part): void => {
			if (one.kind === "op") {
				lines.push(one.text);
				own.push(one.op(lines.length));
				return;
			}
			write(one.head);
			lines.push(one.head.text.startsWith("q") ? "if (q) {" : "if (r) {");
			const branch = own.push({ kind: "unless", line: lines.length, goTo: 0 }) - 1;
			one.body.forEach(write);
			lines.push("}");
			own[branch] = { kind: "unless", line: 0, goTo: own.length };
		};
		parts.forEach(write);
		lines.push("}");
		return own;
	});
	return { text: [...lines, "}"].join("\n"), tasks: ops, references: new Set(["p"]), racy: new Set(["h"]) };
}
