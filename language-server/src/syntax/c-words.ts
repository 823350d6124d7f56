/** Words of C of which the language takes notice only to go over them, or to take a type for one of its own. */

/**
 * Words that say where something is stored, who may touch it and how it is compiled. What a program means does not
 * depend on them, and they are skipped where a declaration goes on behind them; elsewhere they are names.
 */
export const attributeWords: ReadonlySet<string> = new Set([
	"const",
	"static",
	"extern",
	"volatile",
	"register",
	"restrict",
	"inline",
	"__inline",
	"__inline__",
	"__always_inline",
	"noinline",
	"noinline_for_stack",
	"asmlinkage",
	"notrace",
	"noinstr",
	"__cold",
	"__hot",
	"__pure",
	"__sched",
	"__cpuidle",
	"__init",
	"__exit",
	"__initdata",
	"__must_check",
	"__maybe_unused",
	"__always_unused",
	"__used",
	"__weak",
	"__visible",
	"__deprecated",
	"__user",
	"__kernel",
	"__iomem",
	"__rcu",
	"__force",
	"__private",
	"__read_mostly",
	"__ro_after_init",
	"____cacheline_aligned",
	"____cacheline_aligned_in_smp",
]);

/** The same, of words that have something in parentheses behind them. */
export const calledAttributeWords: ReadonlySet<string> = new Set([
	"__attribute__",
	"__acquires",
	"__releases",
	"__cond_acquires",
	"__must_hold",
	"__guarded_by",
	"__counted_by",
	"__printf",
	"__aligned",
	"__section",
]);

/** Words of which, with `int`, the names of the types of numbers consist. */
export const integerWords: ReadonlySet<string> = new Set(["unsigned", "signed", "long", "short", "char"]);
