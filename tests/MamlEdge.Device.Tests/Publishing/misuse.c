/* Calls libmamledge with wrong arguments, from several threads, and on handles that are being freed. Exits with 0 where all went well. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "mamledge.h"

enum { N = 5, THREADS = 4, ROUNDS = 200 };

static const int64_t shape[] = {N, 1};
static float x[N] = {-4, -2, 0, 2, 4};
static int failures;
static mamledge_handle model, shared;

#define EXPECT(status, call)                                                                  \
  do {                                                                                        \
    mamledge_status got = (call);                                                             \
    if (got != (status)) {                                                                    \
      char text[300];                                                                         \
      mamledge_last_error(text, sizeof text);                                                 \
      fprintf(stderr, "line %d: got %d, expected %d: %s\n", __LINE__, (int)got, status, text); \
      failures++;                                                                             \
    }                                                                                         \
  } while (0)

static void *adapt_and_predict(void *unused) {
  (void)unused;
  for (int round = 0; round < ROUNDS; round++) {
    mamledge_handle personal = 0;
    float y[N], z[N];
    if (mamledge_adapt_targets(model, 0, x, N, shape, 2, x, N, shape, 2, NULL, &personal)) return "adapt";
    if (mamledge_predict(personal, x, N, shape, 2, y, N)) return "predict";
    if (mamledge_predict(shared, x, N, shape, 2, z, N)) return "predict on the shared model";
    if (memcmp(y, z, sizeof y)) return "two threads, two results";
    if (mamledge_free(personal)) return "free";
    if (mamledge_predict(personal, x, N, shape, 2, y, N) != MAMLEDGE_INVALID_HANDLE) return "a freed handle predicts";
  }
  return NULL;
}

static void *predict_until_freed(void *unused) {
  float y[N];
  mamledge_status status;
  (void)unused;
  do status = mamledge_predict(shared, x, N, shape, 2, y, N);
  while (status == MAMLEDGE_OK);
  return status == MAMLEDGE_INVALID_HANDLE ? NULL : "a call on a freed handle";
}

static void run(void *(*work)(void *), int free_it) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, NULL);
  if (free_it) { struct timespec pause = {0, 20000000}; nanosleep(&pause, NULL); }
  if (free_it) EXPECT(MAMLEDGE_OK, mamledge_free(shared));
  for (int i = 0; i < THREADS; i++) {
    void *failure;
    pthread_join(threads[i], &failure);
    if (failure) fprintf(stderr, "thread %d: %s\n", i, (const char *)failure), failures++;
  }
}

int main(int argc, char **argv) {
  float y[N];
  char text[64];
  size_t count = 0;
  mamledge_load_options garbage, signed_only;
  int32_t target = -1;
  mamledge_adapt_options options;
  mamledge_handle cancellation = 0, store = 0;
  if (argc != 3) return 2;

  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_load(NULL, NULL, &model));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_load(argv[1], NULL, NULL));
  memset(&garbage, 0xEE, sizeof garbage);
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_load(argv[1], &garbage, &model));
  EXPECT(MAMLEDGE_BUNDLE, mamledge_load("/no/such/bundle", NULL, &model));
  memset(&signed_only, 0, sizeof signed_only);
  signed_only.size = sizeof signed_only;
  signed_only.trusted_key_pem = "no key";
  EXPECT(MAMLEDGE_BUNDLE, mamledge_load(argv[1], &signed_only, &model));
  signed_only.trusted_key_pem = /* somebody's */
      "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n"
      "6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----\n";
  EXPECT(MAMLEDGE_BUNDLE, mamledge_load(argv[1], &signed_only, &model));
  if (model != 0) failures++;
  EXPECT(MAMLEDGE_OK, mamledge_load(argv[1], NULL, &model));
  EXPECT(MAMLEDGE_OK, mamledge_execution(model, &target, text, sizeof text, &count));
  if (target != MAMLEDGE_CPU || count <= 1) failures++;
  EXPECT(MAMLEDGE_OK, mamledge_execution(model, NULL, NULL, 0, &count));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_execution(model, &target, NULL, 8, &count));
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_predict(0, x, N, shape, 2, y, N));
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_predict((mamledge_handle)(size_t)&model, x, N, shape, 2, y, N));
  EXPECT(MAMLEDGE_INPUT, mamledge_predict(model, x, N - 1, shape, 2, y, N));
  EXPECT(MAMLEDGE_INPUT, mamledge_predict(model, x, N, shape, 2, y, N - 1));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_predict(model, NULL, N, shape, 2, y, N));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_predict(model, x, N, NULL, 2, y, N));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_predict(model, x, (size_t)-1, shape, 2, y, N));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_predict(model, x, N, shape, 99, y, N));
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_save(model, argv[2]));
  EXPECT(MAMLEDGE_BUNDLE, mamledge_restore(model, argv[2], &shared));
  EXPECT(MAMLEDGE_OK, mamledge_output_count(model, shape, 2, &count));
  if (count != N) failures++;
  EXPECT(MAMLEDGE_OK, mamledge_manifest(model, text, sizeof text, &count));
  if (strlen(text) != sizeof text - 1 || count <= sizeof text) failures++;
  if (strlen(mamledge_version()) < 5 || mamledge_abi() != MAMLEDGE_ABI) failures++;

  memset(&options, 0xEE, sizeof options);
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_adapt_targets(model, 0, x, N, shape, 2, x, N, shape, 2, &options, &shared));
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.cancellation = model;
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_adapt_targets(model, 0, x, N, shape, 2, x, N, shape, 2, &options, &shared));
  EXPECT(MAMLEDGE_OK, mamledge_cancellation(&cancellation));
  EXPECT(MAMLEDGE_OK, mamledge_cancel(cancellation));
  options.cancellation = cancellation;
  EXPECT(MAMLEDGE_CANCELLED, mamledge_adapt_targets(model, 0, x, N, shape, 2, x, N, shape, 2, &options, &shared));
  EXPECT(MAMLEDGE_OK, mamledge_free(cancellation));
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_cancel(cancellation));
  EXPECT(MAMLEDGE_INVALID_ARGUMENT, mamledge_store_open(NULL, NULL, &store));
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_store_forget(model, "anna", NULL));
  if (shared != 0 || store != 0) failures++;

  EXPECT(MAMLEDGE_OK, mamledge_adapt_targets(model, 0, x, N, shape, 2, x, N, shape, 2, NULL, &shared));
  run(adapt_and_predict, 0);
  run(predict_until_freed, 1);
  EXPECT(MAMLEDGE_INVALID_HANDLE, mamledge_free(shared));
  EXPECT(MAMLEDGE_OK, mamledge_free(0));
  EXPECT(MAMLEDGE_OK, mamledge_free(model));
  return failures != 0;
}
