/*
 * Learns a sine curve from five of its points, and goes on from a saved state.
 *
 *   cc personalise.c -I ../../../runtime/MamlEdge.Native -L LIB -lmamledge -Wl,-rpath,LIB -lm -o personalise
 *   ./personalise ../../../models/sinusoid-mlp alice.state
 *
 * LIB is the folder that `dotnet publish runtime/MamlEdge.Native -c Release -r linux-x64 -o LIB` wrote.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int main(int argc, char **argv) {
  const int64_t shape[] = {SUPPORT, 1};
  float x[SUPPORT], y[SUPPORT], query[QUERY], wanted[QUERY];
  mamledge_handle model = 0, personal = 0, restored = 0, further = 0;
  mamledge_adapt_options options;
  mamledge_adaptation report;

  if (argc != 3) {
    fprintf(stderr, "usage: personalise BUNDLE STATE\n");
    return 2;
  }
  if (mamledge_abi() != MAMLEDGE_ABI) {
    fprintf(stderr, "error: the library has interface %d, this program was built for %d\n", (int)mamledge_abi(), MAMLEDGE_ABI);
    return 1;
  }

  /* The task of this user: 3 sin(x + 1). */
  for (int i = 0; i < SUPPORT; i++) y[i] = 3 * sinf((x[i] = -4 + 2 * i) + 1);
  for (int i = 0; i < QUERY; i++) wanted[i] = 3 * sinf((query[i] = -5 + 10.0f * i / QUERY) + 1);

  check(mamledge_load(argv[1], NULL, &model));
  printf("mamledge %s\n", mamledge_version());
  printf("before: mean squared error %.4f\n", squared_error(model, query, wanted));

  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.steps = 5;
  check(mamledge_adapt_targets(model, 0, x, SUPPORT, shape, 2, y, SUPPORT, shape, 2, &options, &personal));
  report.size = sizeof report;
  check(mamledge_report(personal, &report));
  printf("after %d steps: mean squared error %.4f, support loss %.4f to %.4f\n", (int)report.steps,
         squared_error(personal, query, wanted), report.loss_before, report.loss_after);
  check(mamledge_save(personal, argv[2]));
  check(mamledge_free(personal));

  /* Another day: restore, and learn on. */
  check(mamledge_restore(model, argv[2], &restored));
  printf("restored: mean squared error %.4f\n", squared_error(restored, query, wanted));
  check(mamledge_adapt_targets(model, restored, x, SUPPORT, shape, 2, y, SUPPORT, shape, 2, &options, &further));
  check(mamledge_report(further, &report));
  printf("after %d steps: mean squared error %.4f\n", (int)report.steps, squared_error(further, query, wanted));

  check(mamledge_free(further));
  check(mamledge_free(restored));
  check(mamledge_free(model));
  return 0;
}
