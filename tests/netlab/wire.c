/*
 * A long line between two network namespaces: every frame waits DELAY +- JITTER milliseconds (evenly spread, so
 * frames may overtake each other) and LOSS per cent of them are dropped, each way by itself.
 *
 *   wire NAMESPACE INTERFACE NAMESPACE INTERFACE DELAY JITTER LOSS
 *
 * Makes a TAP device in each namespace, says "ready" and runs until it is killed; the devices end with it. The
 * kernel segments and checksums frames before it hands them to a TAP, so what is lost is what would be lost.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 2048, WAITING = 8192 };

struct frame {
  double due;
  int to, length;
  char bytes[FRAME];
};

static struct frame waiting[WAITING];
/* Indices of `waiting`: the first `count` are in use, in the order of their times; the others are free. */
static int order[WAITING];
static int count = 0;

static void fail(const char *what) {
  fprintf(stderr, "wire: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int open_tap(const char *space, const char *name) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", space);
  int netns = open(path, O_RDONLY | O_CLOEXEC);
  if (netns < 0 || setns(netns, CLONE_NEWNET) < 0) fail(path);
  close(netns);
  int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (tap < 0) fail("/dev/net/tun");
  struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(tap, TUNSETIFF, &request) < 0) fail(name);
  return tap;
}

/* Takes all frames that wait at one end. */
static void take(int from, int to, double delay, double jitter, double loss) {
  char bytes[FRAME];
  for (;;) {
    ssize_t length = read(from, bytes, sizeof bytes);
    if (length <= 0) return;
    if (drand48() * 100 < loss || count == WAITING) continue;
    double due = now() + delay + jitter * (2 * drand48() - 1);
    int at = count, slot = order[count++];
    while (at > 0 && waiting[order[at - 1]].due > due) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = slot;
    waiting[slot].due = due;
    waiting[slot].to = to;
    waiting[slot].length = (int)length;
    memcpy(waiting[slot].bytes, bytes, (size_t)length);
  }
}

static void give(void) {
  int done = 0;
  double time = now();
  while (done < count && waiting[order[done]].due <= time) {
    struct frame *frame = &waiting[order[done++]];
    /* An end that is down takes nothing: the frame is lost, as on a real line. */
    if (write(frame->to, frame->bytes, (size_t)frame->length) < 0) continue;
  }
  if (done == 0) return;
  int slots[WAITING];
  memcpy(slots, order, sizeof(int) * (size_t)done);
  memmove(order, order + done, sizeof(int) * (size_t)(count - done));
  count -= done;
  memcpy(order + count, slots, sizeof(int) * (size_t)done);
}

int main(int argc, char **argv) {
  if (argc != 8) {
    fprintf(stderr, "usage: wire NAMESPACE INTERFACE NAMESPACE INTERFACE DELAY JITTER LOSS\n");
    return 2;
  }
  double delay = atof(argv[5]), jitter = atof(argv[6]), loss = atof(argv[7]);
  int one = open_tap(argv[1], argv[2]), other = open_tap(argv[3], argv[4]);
  srand48(time(NULL) ^ getpid());
  for (int i = 0; i < WAITING; i++) order[i] = i;
  puts("ready");
  fflush(stdout);
  for (;;) {
    struct pollfd ends[] = { { .fd = one, .events = POLLIN }, { .fd = other, .events = POLLIN } };
    double wait = count > 0 ? waiting[order[0]].due - now() : 1000;
    if (wait < 0) wait = 0;
    struct timespec patience = { (time_t)(wait / 1e3), (long)((wait - 1e3 * (long)(wait / 1e3)) * 1e6) };
    if (ppoll(ends, 2, &patience, NULL) < 0 && errno != EINTR) fail("poll");
    take(one, other, delay, jitter, loss);
    take(other, one, delay, jitter, loss);
    give();
  }
}
