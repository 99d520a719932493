/*
 * MamlEdge for C, and for every language that calls C.
 *
 *   mamledge_handle model = 0, personal = 0;
 *   if (mamledge_load("omniglot.maml", NULL, &model) != MAMLEDGE_OK) ...      a folder, or an uncompressed .zip
 *   mamledge_adapt_labels(model, 0, x, 5 * 784, shape, 4, labels, 5, NULL, &personal);
 *   mamledge_predict(personal, query, 784, query_shape, 4, y, 5);
 *   mamledge_save(personal, "alice.state");
 *   mamledge_free(personal);
 *   mamledge_free(model);
 *
 * Results. Every function that can fail returns a mamledge_status; mamledge_last_error() has the message in words. No exception
 * reaches the caller. Where a function fails, what its pointers lead to is unchanged.
 *
 * Handles are numbers, never pointers. A handle that was freed, that another process got, or that is just any number is
 * MAMLEDGE_INVALID_HANDLE. 0 is no handle.
 *
 * Sizes. Every array comes with its number of elements, and every text that is written with the bytes there is room for. They are
 * compared with the bundle; a pointer may be NULL only where its size is 0. What cannot be checked is whether memory is as
 * large as the caller says. Numbers are row-major.
 *
 * Threads. Any function may be called from any thread, also on the same handle at the same time. mamledge_free() ends a
 * handle at once; calls that are in progress on it end well, and its memory goes with the last of them. The last error belongs to
 * the thread. A process that has called mamledge_load() must not go on after fork() without exec(), and cannot unload the
 * library with dlclose().
 *
 * Texts are UTF-8 and end with a zero byte.
 */
#ifndef MAMLEDGE_H
#define MAMLEDGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface. Functions and fields may be added under the same number; nothing is taken away or changed. */
#define MAMLEDGE_ABI 1

/* A loaded bundle, a model that was adapted to one user, a state store, or a cancellation. */
typedef uint64_t mamledge_handle;

typedef int32_t mamledge_status;
enum {
  MAMLEDGE_OK = 0,
  MAMLEDGE_INVALID_ARGUMENT = 1, /* a pointer is NULL, a text is not UTF-8, a size is impossible */
  MAMLEDGE_INVALID_HANDLE = 2,   /* no handle, a freed one, one of the other kind */
  MAMLEDGE_BUNDLE = 3,           /* a bundle or state is missing, damaged, does not belong, or cannot be written */
  MAMLEDGE_INPUT = 4,            /* shapes, sizes, labels or values do not fit the bundle */
  MAMLEDGE_EXECUTION = 5,        /* ONNX Runtime or the execution target asked for fails */
  MAMLEDGE_MEMORY = 6,           /* there is not enough memory */
  MAMLEDGE_UNEXPECTED = 7,       /* a defect of this library */
  MAMLEDGE_CANCELLED = 8,        /* mamledge_cancel() ended it */
  MAMLEDGE_CHANGED = 9,          /* somebody else changed the person in the store meanwhile */
};

enum { MAMLEDGE_CPU = 0, MAMLEDGE_CUDA = 1, MAMLEDGE_AUTO = 2 };

/*
 * How a bundle is loaded. Set size to sizeof(mamledge_load_options) and the rest to 0 for the defaults. This and the other structs of options may grow:
 * a library that does not know a field that is not 0 refuses the call (MAMLEDGE_INVALID_ARGUMENT), so that no check is left out in silence.
 */
typedef struct {
  size_t size;
  int32_t target;       /* MAMLEDGE_CPU, MAMLEDGE_CUDA (an error where it does not work) or MAMLEDGE_AUTO */
  int32_t threads;      /* threads within an operator; 0 takes 1, -1 one for each core */
  int32_t device_index; /* which GPU */
  int32_t trust_files;  /* not 0: the hashes of the files are not checked */
  const char *trusted_key_pem; /* public keys as PEM, one after the other: a bundle that none of their owners signed is refused (MAMLEDGE_BUNDLE); */
                               /* NULL takes unsigned bundles too. Goes with trust_files = 0 only */
} mamledge_load_options;

/* How one adaptation runs. Set size to sizeof(mamledge_adapt_options) and the rest to 0 for the defaults. */
typedef struct {
  size_t size;
  int32_t steps;    /* inner steps in all: any number, or a multiple of the bundle's own where a step depends on those before; 0 takes those of the bundle */
  int32_t no_guard; /* not 0: keep the adapted weights even where the support loss became worse */
  int32_t held_out_folds;   /* 0 is off; N of 2 or more checks on examples that are left out, each alone where there are at most N, else in N folds, */
                            /* and keeps the starting weights where adaptation does not help them; costs about as many adaptations */
  int32_t select_steps;     /* not 0: the held-out check also chooses the number of steps, up to steps */
  int32_t balance_classes;  /* not 0: classes weigh alike, however many examples each has */
  int32_t measure_accuracy; /* not 0: the report has the accuracy on the support set before and after; costs two predictions */
  int64_t max_memory_bytes; /* what would take more by the bundle's figures is refused (MAMLEDGE_INPUT) before it runs; 0 is no limit */
  double deadline_ms;       /* milliseconds after which what is reached is kept, or the starting weights; 0 is none */
  mamledge_handle cancellation; /* of mamledge_cancellation(), or 0 */
} mamledge_adapt_options;

/* How a store is opened. Set size to sizeof(mamledge_store_options) and the rest to 0 for the defaults. */
typedef struct {
  size_t size;
  const uint8_t *key; /* 32 random bytes that encrypt everything with AES-256-GCM; NULL with key_size 0 for a store without encryption */
  size_t key_size;
  int32_t retain;     /* versions kept of each person; 0 takes 10 */
  int32_t must_exist; /* not 0: no store is made where there is none */
} mamledge_store_options;

enum {
  MAMLEDGE_GUARD_RESTORED = -1,             /* the model was restored from a file */
  MAMLEDGE_GUARD_ACCEPTED = 0,              /* the adapted weights are used */
  MAMLEDGE_GUARD_OFF = 1,                   /* the same, whatever they are */
  MAMLEDGE_GUARD_KEPT_START_WORSE = 2,      /* the support loss rose: the starting weights are kept */
  MAMLEDGE_GUARD_KEPT_START_NOT_FINITE = 3, /* a loss or weight was not finite: the starting weights are kept */
  MAMLEDGE_GUARD_KEPT_START_HELD_OUT = 4,   /* held-out examples were not predicted better: the starting weights are kept */
  MAMLEDGE_GUARD_KEPT_START_DEADLINE = 5,   /* no run ended in time: the starting weights are kept */
};

/* What an adaptation did. The caller sets size to sizeof(mamledge_adaptation). */
typedef struct {
  size_t size;
  int32_t guard;       /* MAMLEDGE_GUARD_ACCEPTED, ... */
  int32_t steps;       /* inner steps since the meta-learned weights, those of the states before included */
  double milliseconds; /* time of the adaptation; 0 for a restored model */
  float loss_before;   /* support loss before the first step of the last adaptation */
  float loss_after;    /* and after its last */
  float accuracy_before;    /* share of support answers that the starting weights have right; NaN where it was not measured */
  float accuracy_after;     /* the same of the weights that are used */
  int32_t deadline_reached; /* 1 where the deadline ended it early */
  int32_t held_out_folds;   /* folds of the held-out check that were run; 0 where there was none, or nothing could be left out */
  int64_t estimated_bytes;  /* memory of a run by the bundle's figures; 0 where it has none */
  int32_t target;           /* MAMLEDGE_CPU or MAMLEDGE_CUDA: where it ran; -1 where the model was restored */
} mamledge_adaptation;

/* Version of the library, such as "0.1.0"; never freed. */
const char *mamledge_version(void);

/* MAMLEDGE_ABI of the library. */
int32_t mamledge_abi(void);

/*
 * The message of the last call of this thread that failed; empty where none has. Writes at most size bytes, the last one 0, cut
 * between characters, and returns the bytes that the whole message needs. buffer may be NULL where size is 0.
 */
size_t mamledge_last_error(char *buffer, size_t size);

/* Loads a bundle. options may be NULL. */
mamledge_status mamledge_load(const char *path, const mamledge_load_options *options, mamledge_handle *model);

/* The manifest of a bundle as JSON: shapes, labels, steps. needed gets the bytes with the zero; buffer may be NULL where size is 0. */
mamledge_status mamledge_manifest(mamledge_handle model, char *buffer, size_t size, size_t *needed);

/*
 * Where a bundle and the personal models made of it run at this moment, and why there: with MAMLEDGE_AUTO what failed before the CPU took over, when the
 * bundle was loaded or since. target gets MAMLEDGE_CPU or MAMLEDGE_CUDA, unless it is NULL; needed gets the bytes with the zero; buffer may be NULL where size is 0.
 */
mamledge_status mamledge_execution(mamledge_handle model, int32_t *target, char *buffer, size_t size, size_t *needed);

/*
 * Adapts a classifier. x has x_count numbers of the rank dimensions in shape, examples first; labels are classes from 0, one
 * for each example. from is a personal model of the same bundle to go on from, or 0. options may be NULL.
 */
mamledge_status mamledge_adapt_labels(mamledge_handle model, mamledge_handle from, const float *x, size_t x_count,
                                      const int64_t *shape, size_t rank, const int64_t *labels, size_t label_count,
                                      const mamledge_adapt_options *options, mamledge_handle *personal);

/* Adapts a regression or a yes-or-no model; targets have target_count numbers of the target_rank dimensions in target_shape. */
mamledge_status mamledge_adapt_targets(mamledge_handle model, mamledge_handle from, const float *x, size_t x_count,
                                       const int64_t *shape, size_t rank, const float *targets, size_t target_count,
                                       const int64_t *target_shape, size_t target_rank,
                                       const mamledge_adapt_options *options, mamledge_handle *personal);

/* What the adaptation of a personal model did. */
mamledge_status mamledge_report(mamledge_handle personal, mamledge_adaptation *report);

/* The guard's decision in words. needed gets the bytes with the zero; buffer may be NULL where size is 0. */
mamledge_status mamledge_reason(mamledge_handle personal, char *buffer, size_t size, size_t *needed);

/* Makes what mamledge_cancel() ends: name it in the options of one adaptation or of several, and free it afterwards. */
mamledge_status mamledge_cancellation(mamledge_handle *cancellation);

/*
 * Ends every adaptation that names this cancellation, from another thread, between two operators: they return MAMLEDGE_CANCELLED and leave nothing.
 * Later ones end at once; make a new one for them. Do not call it in a signal handler.
 */
mamledge_status mamledge_cancel(mamledge_handle cancellation);

/* How many numbers a prediction for such an input gives. handle is a bundle (its meta-learned weights) or a personal model. */
mamledge_status mamledge_output_count(mamledge_handle handle, const int64_t *shape, size_t rank, size_t *y_count);

/* Predicts: logits for a classifier, numbers for a regression. y_count is that of mamledge_output_count(), exactly. */
mamledge_status mamledge_predict(mamledge_handle handle, const float *x, size_t x_count, const int64_t *shape, size_t rank,
                                 float *y, size_t y_count);

/* Writes a personal model to a file: after a crash it is the old file or the new one, whole. */
mamledge_status mamledge_save(mamledge_handle personal, const char *path);

/* Restores a personal model of this bundle from such a file. */
mamledge_status mamledge_restore(mamledge_handle model, const char *path, mamledge_handle *personal);

/*
 * Opens a folder with the states of many people: a history for each, of which one version is current. Whatever happens to the program or the power, that is
 * the one of before or the new one, whole. Several threads and processes may use one store. options may be NULL.
 */
mamledge_status mamledge_store_open(const char *path, const mamledge_store_options *options, mamledge_handle *store);

/* Adds a personal model to the history of a person and makes it current. version gets its number, unless it is NULL. */
mamledge_status mamledge_store_save(mamledge_handle store, const char *person, mamledge_handle personal, int32_t *version);

/*
 * The same, but only where before is still the current model of the person, or with 0 where the store knows nobody of that name; else MAMLEDGE_CHANGED, and
 * nothing is saved. Where others may change the person too, restore, adapt from that, save after it, and begin again where it was changed: so no change is lost.
 */
mamledge_status mamledge_store_save_after(mamledge_handle store, const char *person, mamledge_handle before, mamledge_handle personal, int32_t *version);

/* Restores the current model of a person. MAMLEDGE_BUNDLE where there is none, or it is of another bundle. */
mamledge_status mamledge_store_restore(mamledge_handle store, const char *person, mamledge_handle model, mamledge_handle *personal);

/* Makes an earlier version current: the one numbered to, or with 0 the one before. version gets its number, unless it is NULL. */
mamledge_status mamledge_store_rollback(mamledge_handle store, const char *person, int32_t to, int32_t *version);

/* Removes every trace of a person. known gets whether the store had one of that name, unless it is NULL. */
mamledge_status mamledge_store_forget(mamledge_handle store, const char *person, int32_t *known);

/* Frees a handle of any kind; personal models outlive their bundle. 0 is allowed and does nothing. */
mamledge_status mamledge_free(mamledge_handle handle);

#ifdef __cplusplus
}
#endif

#endif
