package dev.salvor.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrashMessageTest {
  @Test
  void findsTheFailedCheck() {
    assertThat(
            CrashMessage.of(
                List.of(
                    "2026-01-02 03:04:05.678: F tensorflow/core/framework/tensor.cc:733] Check"
                        + " failed: dtype() == expected_dtype (1 vs. 9)",
                    "noise")))
        .hasValue("Check failed: dtype() == expected_dtype (1 vs. 9)");
  }

  @Test
  void findsTheFrameWithoutAddressesOfTheProcess() {
    assertThat(
            CrashMessage.of(
                List.of(
                    "#  SIGSEGV (0xb) at pc=0x00007f, pid=4711, tid=4712",
                    "# Problematic frame:",
                    "# C  [libtensorflow_cc.so.2+0x1234]  tensorflow::Foo()+0x12",
                    "# /tmp/salvor-worker99/hs_err_pid4711.log")))
        .hasValue("[libtensorflow_cc.so.2+0x1234]  tensorflow::Foo()+0x12");
  }

  @Test
  void saysNothingWhereNothingIsKnown() {
    assertThat(CrashMessage.of(List.of("hello"))).isEmpty();
  }
}
