/**
 * What is known without being declared: the functions of the language, and what C code of the kernel is full of that
 * means nothing more than the access in it. What a model, a file or a scenario declares of these names hides them.
 */
import type { CallExpression } from "../syntax/tree";
import { Scope } from "./scope";
import { type BuiltinSymbol, LANGUAGE, type StructSymbol } from "./symbols";

const ACCESS = "The access in it. Every access is seen by all tasks in one order (sequential consistency).";
const RCU = "The read in it. Every access is seen by all tasks in one order, so that nothing need order this one.";
const STORE = "Writes the second argument to the first. Every access is seen by all tasks in one order.";
const WARN = "Asserts that the condition does not hold, and has its value. The run goes on.";

const FENCE =
	"Orders what stands before it and what comes after. Nothing but where data races are looked for: every access is seen in one order.";
const REGION =
	"Where data races are looked for: from a beginning to its end the task's plain accesses count as marked, as those of a reader that looks again.";
const EXCLUSIVE = "Where data races are looked for: whoever does that at the same time is in a data race with this.";

const builtins: readonly (readonly [BuiltinSymbol["does"], documentation: string, names: string, order?: BuiltinSymbol["order"]])[] = [
	["length", "The declared size of an array.", "length ARRAY_SIZE"],
	[
		"free",
		"Ends the life of an object that `new` has made; nothing for `null`. Whoever uses it afterwards makes the error `use_after_free`.",
		"free",
	],
	[
		"recycle",
		"Ends the life of an object as `free()` does, and its memory may be handed out again: an object of the same struct that is made later may have the same address, or not.",
		"recycle",
	],
	[
		"retire",
		"Ends the life of an object whose memory stays of its type: it may come back by `revive()` as it is, and until `expire()` the tasks whose bits are set in the second argument may access it as if it lived. The task with the number n, as `for (t in task)` goes through them from 0 on, has the bit `1 << n`.",
		"retire",
	],
	[
		"revive",
		"An object that has been retired, which lives again with what its fields hold; or `null`. Which one, and whether there is any, is left open. Its struct is the one for which the parameter stands that is given.",
		"revive",
	],
	["expire", "The tasks whose bits are set may not access any more what has been retired.", "expire"],
	[
		"copy",
		"Gives each field of the first object what the same field of the second holds, one after another, as `memcpy()` may. A size that is given must be that of the whole.",
		"copy",
	],
	[
		"clear",
		"Makes each field of an object 0, one after another, as `memset()` may. A size that is given must be that of the whole.",
		"clear",
	],
	["freeWhole", "Ends the life of the object that its argument is part of, as `free()` does, whatever struct that is of.", "free_whole"],
	["alive", "Whether a reference is not `null` and its object has not been freed.", "alive"],
	[
		"mayEnd",
		"Whether some step may free the object, or leave the block that has it on the stack; known beforehand, so that what asks for it costs nothing where none does.",
		"may_be_freed",
	],
	["counted", "How many `counted` fields and variables refer to an object.", "counted"],
	[
		"site",
		"The number of the place in the text that has made an object; 0 for `null`. What the same `new` makes has the same one.",
		"site",
	],
	["partOf", "Whether the first object is the second one, or is part of it and goes when that is freed.", "part_of"],
	[
		"done",
		"Whether a task has ended, or all of `task t[3]` have: `wait (done(t));` joins it. A handler has ended when it comes no more.",
		"done",
	],
	[
		"assume",
		"Ends the run where the condition does not hold: it is not looked at any further, and there is neither a failure nor a hang.",
		"assume",
	],
	["null", "`null`, as C writes it.", "NULL"],
	["self", "The running task, as the kernel calls `self`.", "current"],
	[
		"errorOf",
		"The number below 0 that a reference carries, as `ERR_PTR()` makes one. Of `null` it is 0, and of a reference to an object 1.",
		"error_of",
	],
	["truth", "The truth of its argument.", "likely unlikely"],
	["value", ACCESS, "READ_ONCE", "relaxed"],
	["value", `${ACCESS} Data races of what stands in it are not reported.`, "data_race", "unwatched"],
	["value", RCU, "rcu_dereference rcu_dereference_raw rcu_dereference_check rcu_access_pointer", "relaxed"],
	["value", RCU, "rcu_dereference_bh rcu_dereference_sched srcu_dereference", "relaxed"],
	["value", RCU, "rcu_dereference_protected rtnl_dereference", "plain"],
	["load", ACCESS, "smp_load_acquire", "acquire"],
	["store", STORE, "WRITE_ONCE RCU_INIT_POINTER smp_store_mb", "relaxed"],
	["store", STORE, "rcu_assign_pointer smp_store_release", "release"],
	["fence", FENCE, "smp_mb mb smp_mb__before_atomic smp_mb__after_atomic", "fence"],
	["fence", FENCE, "smp_wmb wmb", "write-fence"],
	["fence", FENCE, "smp_rmb rmb", "read-fence"],
	["beginFlatRegion", REGION, "kcsan_flat_atomic_begin"],
	["endFlatRegion", REGION, "kcsan_flat_atomic_end"],
	["beginNestedRegion", REGION, "kcsan_nestable_atomic_begin"],
	["endNestedRegion", REGION, "kcsan_nestable_atomic_end"],
	["markNext", REGION, "kcsan_atomic_next"],
	["exclusive", `Asserts that nobody else writes a variable. ${EXCLUSIVE}`, "ASSERT_EXCLUSIVE_WRITER", "sole-writer"],
	["exclusive", `Asserts that nobody else accesses a variable. ${EXCLUSIVE}`, "ASSERT_EXCLUSIVE_ACCESS", "sole-user"],
	["warn", WARN, "WARN_ON WARN_ON_ONCE WARN WARN_ONCE BUG_ON VM_WARN_ON VM_WARN_ON_ONCE VM_BUG_ON VM_BUG_ON_PAGE"],
];

/** The scope of all these names. */
export function builtinScope(task: StructSymbol): Scope {
	const scope = new Scope();
	scope.declare(task);
	for (const [does, documentation, names, order] of builtins)
		for (const name of names.split(" "))
			scope.declare({ kind: "builtin", name, does, span: LANGUAGE, documentation, ...(order && { order }) });
	return scope;
}

/** Functions that tell a person something, and nothing else. */
const TELLING = [
	/^pr_[a-z_]+$/,
	/^printk\w*$/,
	/^trace_\w+$/,
	/^(dev|netdev|netif)_(v?dbg|info|notice|warn|err|crit|alert|emerg|printk)(_once|_ratelimited)?$/,
	/^NL_SET_ERR_MSG\w*$/,
	/^BUILD_BUG_ON\w*$/,
	/^dump_stack$/,
];

/**
 * What subsystems and drivers call theirs, which have a text among their arguments: `BT_DBG("…")`, `e_err(drv, "…")`.
 */
const TELLING_A_TEXT = /(^|_)(v?dbg|debug|info|notice|warn|warning|err|error|crit|alert|emerg|printk)(_once|_ratelimited)?$/i;

/** Whether a function that nobody declares only tells a person something, so that a call of it is left out. */
export function onlyTells({ name, arguments: given }: CallExpression): boolean {
	if (TELLING.some((form) => form.test(name.text))) return true;
	return TELLING_A_TEXT.test(name.text) && given.some(({ value }) => value.kind === "string");
}
