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
	"__data_racy",
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

/** Kinds of numbers: without a sign, or of one or two bytes. `int` are those of which no variable here holds more. */
export type IntegerKind = "int" | "unsigned" | "u8" | "s8" | "u16" | "s16";

const named = (kind: IntegerKind, names: string) => names.split(" ").map((name) => [name, kind] as const);

/** Names that the kernel gives to types of numbers. */
export const integerTypes: ReadonlyMap<string, IntegerKind> = new Map([
	...named("int", "s32 s64 __s32 __s64 int32_t int64_t ssize_t loff_t off_t ptrdiff_t ktime_t pid_t"),
	...named(
		"unsigned",
		"__le16 __le32 __le64 __be16 __be32 __be64 u32 u64 __u32 __u64 uint32_t uint64_t uint ulong size_t uintptr_t gfp_t pgoff_t sector_t blkcnt_t",
	),
	...named("unsigned", "dev_t ino_t phys_addr_t dma_addr_t resource_size_t vm_flags_t slab_flags_t"),
	...named("u8", "u8 __u8 uint8_t"),
	...named("s8", "s8 __s8 int8_t"),
	...named("u16", "u16 __u16 uint16_t ushort umode_t"),
	...named("s16", "s16 __s16 int16_t"),
]);
