/*
 * Learns a sine curve from five of its points, checked and within bounds; goes on from a state store; takes it back; ends a long adaptation early.
 *
 *   cc personalise.c -I ../../../runtime/MamlEdge.Native -L LIB -lmamledge -Wl,-rpath,LIB -lm -pthread -o personalise
 *   ./personalise ../../../models/sinusoid-mlp people/ [release.pub.pem]
 *
 * With a public key, only a bundle that its owner signed is taken.
 *
 * LIB is the folder that `dotnet publish runtime/MamlEdge.Native -c Release -r linux-x64 -o LIB` wrote.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mamledge.h"

enum { SUPPORT = 5, QUERY = 50 };

/* Ends the program where a call failed, with the message of the library. */
static void check(mamledge_status status) {
  char message[512];
  if (status == MAMLEDGE_OK) return;
  mamledge_last_error(message, sizeof message);
  fprintf(stderr, "error %d: %s\n", (int)status, message);
  exit(1);
}

static double squared_error(mamledge_handle handle, const float *x, const float *wanted) {
  const int64_t shape[] = {QUERY, 1};
  float y[QUERY];
  double sum = 0;
  check(mamledge_predict(handle, x, QUERY, shape, 2, y, QUERY));
  for (int i = 0; i < QUERY; i++) sum += (y[i] - wanted[i]) * (y[i] - wanted[i]);
  return sum / QUERY;
}

/* A public key as the text that mamledge_load() takes; programs that are shipped have it compiled in. */
static const char *read_key(const char *path) {
  static char text[4096];
  FILE *file = fopen(path, "rb");
  if (file == NULL || fread(text, 1, sizeof text - 1, file) == 0) {
    fprintf(stderr, "error: cannot read '%s'\n", path);
    exit(1);
  }
  fclose(file);
  return text;
}

/* The button of a user who does not want to wait. */
static void *press(void *cancellation) {
  const struct timespec pause = {0, 50000000};
  nanosleep(&pause, NULL);
  check(mamledge_cancel(*(mamledge_handle *)cancellation));
  return NULL;
}

int main(int argc, char **argv) {
  const int64_t shape[] = {SUPPORT, 1};
  float x[SUPPORT], y[SUPPORT], query[QUERY], wanted[QUERY];
  mamledge_handle model = 0, store = 0, personal = 0, restored = 0, further = 0, cancellation = 0, never = 0;
  mamledge_load_options where;
  mamledge_adapt_options options;
  mamledge_adaptation report;
  mamledge_status status;
  pthread_t button;
  char reason[512];
  size_t needed;
  int32_t version;

  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: personalise BUNDLE STORE [PUBLIC.pem]\n");
    return 2;
  }
  if (mamledge_abi() != MAMLEDGE_ABI) {
    fprintf(stderr, "error: the library has interface %d, this program was built for %d\n", (int)mamledge_abi(), MAMLEDGE_ABI);
    return 1;
  }

  /* The task of this user: 3 sin(x + 1). */
  for (int i = 0; i < SUPPORT; i++) y[i] = 3 * sinf((x[i] = -4 + 2 * i) + 1);
  for (int i = 0; i < QUERY; i++) wanted[i] = 3 * sinf((query[i] = -5 + 10.0f * i / QUERY) + 1);

  /* On a GPU where one works, else on the CPU; whose bundle it has to be. */
  memset(&where, 0, sizeof where);
  where.size = sizeof where;
  where.target = MAMLEDGE_AUTO;
  where.trusted_key_pem = argc == 4 ? read_key(argv[3]) : NULL;
  check(mamledge_load(argv[1], &where, &model));
  check(mamledge_execution(model, NULL, reason, sizeof reason, &needed));
  printf("runs on %s\n", reason);
  check(mamledge_store_open(argv[2], NULL, &store));
  printf("mamledge %s\n", mamledge_version());
  printf("before: mean squared error %.4f\n", squared_error(model, query, wanted));

  /* Each example is left out once; what does not help those left out is not taken. Within two seconds, or the model stays as it was. */
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.steps = 5;
  options.held_out_folds = SUPPORT;
  options.deadline_ms = 2000;
  check(mamledge_adapt_targets(model, 0, x, SUPPORT, shape, 2, y, SUPPORT, shape, 2, &options, &personal));
  report.size = sizeof report;
  check(mamledge_report(personal, &report));
  check(mamledge_reason(personal, reason, sizeof reason, &needed));
  printf("after %d steps, %d folds: mean squared error %.4f, support loss %.4f to %.4f\n%s\n", (int)report.steps, (int)report.held_out_folds,
         squared_error(personal, query, wanted), report.loss_before, report.loss_after, reason);
  check(mamledge_store_save(store, "alice", personal, NULL));
  check(mamledge_free(personal));

  /* Another day: restore, and learn on. */
  check(mamledge_store_restore(store, "alice", model, &restored));
  printf("restored: mean squared error %.4f\n", squared_error(restored, query, wanted));
  options.held_out_folds = 0; /* the check was made; with few points it is careful, and may keep what there is */
  check(mamledge_adapt_targets(model, restored, x, SUPPORT, shape, 2, y, SUPPORT, shape, 2, &options, &further));
  check(mamledge_store_save(store, "alice", further, &version));
  check(mamledge_report(further, &report));
  printf("version %d, after %d steps: mean squared error %.4f\n", (int)version, (int)report.steps, squared_error(further, query, wanted));
  check(mamledge_store_rollback(store, "alice", 0, &version));
  printf("back to version %d\n", (int)version);

  /* Hours of steps, which somebody else ends. */
  check(mamledge_cancellation(&cancellation));
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.steps = 500000000;
  options.cancellation = cancellation;
  pthread_create(&button, NULL, press, &cancellation);
  status = mamledge_adapt_targets(model, 0, x, SUPPORT, shape, 2, y, SUPPORT, shape, 2, &options, &never);
  pthread_join(button, NULL);
  if (status != MAMLEDGE_CANCELLED || never != 0) {
    fprintf(stderr, "error: expected a cancelled adaptation, got status %d\n", (int)status);
    return 1;
  }
  printf("cancelled\n");

  check(mamledge_free(cancellation));
  check(mamledge_free(further));
  check(mamledge_free(restored));
  check(mamledge_free(store));
  check(mamledge_free(model));
  return 0;
}
