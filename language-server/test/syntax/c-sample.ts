/** A text without mistakes in which every construct stands that the language takes as it is written in C. */
export const cSample = `#include <linux/session.h>
#define MOST 0x10 /* of them */
typedef struct session session_t;

struct ref { int 0..7 count; };
struct session {
	struct mutex lock;
	struct ref refs, spare[2];
	struct session *next, *prev;
	unsigned long state;
	bool inline;
} ;

static struct session *sessions;
static DEFINE_MUTEX(sessions_lock);
int total, most;

/// Takes a reference to a session.
static inline struct session *session_get(struct session *head, const unsigned int state)
{
	struct session *s = head, *t = null;
	int a, b = 1;

	t = session_alloc(sizeof(*t), sizeof(struct session) + sizeof *s);
	mutex_lock(&head->lock);
	(*s).refs.count++;
	mutex_unlock(&head->lock);
	return s;
}

static void
session_put(struct session *const s, char __user *buffer) __releases(lock)
{
	s->spare[0].count = 0;
}

static int count(struct session *head, u8 most)
{
	size_t n = 0, bits = 0x10UL, limit = 3u;
	struct session *s;

	for (s = head; s != null; s = s->next)
		++n;
	for (int i = 0, j = 1; i < 3; i++, j *= 2) {
		if (i == 1)
			continue;
		n += (unsigned long)j;
	}
	for (;;) {
		n <<= 1;
		n ^= 3;
		n %= 7;
		break;
	}
#ifdef CONFIG_SESSIONS
	n++;
#else
	n--;
#endif
	do {
		bits >>= 1;
		--limit;
	} while (limit > 0);
	do { ; } while (0);
	(void)first();
	switch (n) {
	case 0:
		goto out;
	case 1 ... 3: {
		n = 2;
		fallthrough;
	}
	case 4: case 5:
		n++;
		break;
	default:
		if (bits)
			goto again;
	}
again:
	while ((s = next(head)) != NULL && n++ < 3)
		a[n++] = b = --n;
out:
	s = (struct session *)head;
	return (int)n / 2;
}

static void publish(struct session *head, struct session *entry)
{
	if (WARN_ON_ONCE(!head) || unlikely(entry == NULL))
		return;
	entry->next = rcu_dereference_protected(head->next, true);
	pr_debug("publish %p\\n", entry);
	WRITE_ONCE(head->state, READ_ONCE(entry->state));
	smp_store_release(&head->next, entry);
	trace_published(entry, current->comm);
}

struct session *__must_check first(void) { return sessions; }
static void reset(struct session **s) { *s = null; }

scenario sessions_race {
	struct session one, *two;

	task getter {
		struct session *p = session_get(&one, 1);
		reset(&p);
	}
}
`;
