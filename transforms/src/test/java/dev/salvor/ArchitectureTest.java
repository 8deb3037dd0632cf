package dev.salvor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the rooms of the house; docs/architecture.md draws the same picture. */
class ArchitectureTest {
  private static final String ROOT = "dev.salvor";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /**
   * A room, and the rooms it may know. What stands later may know what stands earlier, never back.
   */
  private static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

  static {
    ROOMS.put("finding", Set.of());
    ROOMS.put("artifact", Set.of("finding"));
    ROOMS.put("format", Set.of("finding"));
    ROOMS.put("policy", Set.of());
    ROOMS.put("target", Set.of());
    ROOMS.put("graph", Set.of("finding", "format.tensor", "target"));
    ROOMS.put("inspect", Set.of("finding", "artifact", "format", "policy", "target"));
    ROOMS.put(
        "convert", Set.of("finding", "artifact", "format", "policy", "target", "graph", "inspect"));
    ROOMS.put("savedmodel", Set.of("finding", "format", "target", "convert"));
    ROOMS.put("validate", Set.of("finding", "artifact", "format", "policy"));
    ROOMS.put("manifest", Set.of("finding", "validate"));
    ROOMS.put("publish", Set.of("artifact", "manifest"));
    ROOMS.put(
        "stage",
        Set.of(
            "finding",
            "artifact",
            "format",
            "policy",
            "target",
            "inspect",
            "convert",
            "savedmodel",
            "validate",
            "manifest",
            "publish"));
    ROOMS.put("beam", Set.of("finding", "artifact", "validate", "manifest", "stage"));
  }

  static Stream<String> rooms() {
    return ROOMS.keySet().stream();
  }

  @Test
  void theTableNamesEveryRoom() {
    Set<String> rooms =
        CLASSES.stream()
            .map(type -> type.getPackageName().substring(ROOT.length()))
            .filter(name -> !name.isEmpty())
            .map(name -> name.substring(1).split("\\.", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rooms).containsExactlyInAnyOrderElementsOf(ROOMS.keySet());
  }

  /** Each room knows only earlier ones, so there is no way back and no cycle. */
  @Test
  void theTablePointsOneWay() {
    Set<String> earlier = new TreeSet<>();
    ROOMS.forEach(
        (room, known) -> {
          assertThat(earlier)
              .containsAll(known.stream().map(name -> name.split("\\.", 2)[0]).toList());
          earlier.add(room);
        });
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsOnlyWhatTheTableSays(String room) {
    String[] known =
        Stream.concat(Stream.of(room), ROOMS.getOrDefault(room, Set.of()).stream())
            .map(name -> ROOT + "." + name + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ROOT + "." + room + "..")
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(known)))
        .check(CLASSES);
  }

  /** A format is bytes and structure: one does not know the other, but for what a tensor is. */
  @Test
  void formatsAreStrangers() {
    Map<String, List<String>> contains =
        Map.of(
            "kerasarchive", List.of("hdf5"),
            "protosplit", List.of("riegeli", "fingerprint")); // chunks are records with a hash
    List<String> formats =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT + ".format."))
            .map(name -> name.split("\\.", -1)[3])
            .distinct()
            .toList();
    for (String format : formats) {
      String[] known =
          Stream.concat(
                  Stream.of(format, "tensor"), contains.getOrDefault(format, List.of()).stream())
              .map(name -> ROOT + ".format." + name + "..")
              .toArray(String[]::new);
      classes()
          .that()
          .resideInAPackage(ROOT + ".format." + format + "..")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage(ROOT + ".format..").or(resideInAnyPackage(known)))
          .check(CLASSES);
    }
  }

  /** Tables name functions, functions know no table: no package of them leads back to itself. */
  @Test
  void functionsPointOneWay() {
    slices()
        .matching(ROOT + ".convert.keras.layers.functions.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyTheJobKnowsBeam() {
    onlyIn(resideInAPackage("org.apache.beam.."), "beam");
  }

  /** Generated messages are plain values: reading them loads nothing. */
  @Test
  void tensorFlowsMessagesAreReadWhereGraphsAre() {
    onlyIn(
        resideInAPackage("org.tensorflow.proto.."),
        "format.fingerprint",
        "target",
        "graph",
        "inspect.graph",
        "convert",
        "savedmodel",
        "validate",
        "stage");
  }

  /** The native library may crash, so nothing outside the child process may touch it. */
  @Test
  void onlyTheChildProcessLoadsNatives() {
    DescribedPredicate<JavaClass> natives =
        resideInAnyPackage("org.tensorflow..", "org.bytedeco..")
            .and(not(resideInAPackage("org.tensorflow.proto..")));
    onlyIn(natives, "validate"); // it names them on the class path of its child
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".validate.worker..")
        .should()
        .accessClassesThat(natives)
        .check(CLASSES);
  }

  /** Only the validator starts a process, and it is Salvor's own. */
  @Test
  void onlyTheValidatorStartsProcesses() {
    onlyIn(named(ProcessBuilder.class), "validate");
    noClasses().should().callMethodWhere(callTo(Runtime.class, "exec")).check(CLASSES);
  }

  /** What lies in an artifact is never turned into objects or code of this process. */
  @Test
  void nothingInAnArtifactIsExecuted() {
    noClasses()
        .should()
        .dependOnClassesThat(
            named(java.io.ObjectInputStream.class, ClassLoader.class, java.net.URLClassLoader.class)
                .or(resideInAnyPackage("javax.script..", "java.rmi..", "javax.tools..")))
        .check(CLASSES);
    noClasses().should().callMethodWhere(callTo(Class.class, "forName")).check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() {
    Set<String> silent = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      JavaPackage home = type.getPackage();
      if (!home.isAnnotatedWith(NullMarked.class)) {
        silent.add(home.getName());
      }
    }
    assertThat(silent).as("packages without a @NullMarked package-info").isEmpty();
  }

  private static void onlyIn(DescribedPredicate<JavaClass> known, String... rooms) {
    String[] packages =
        Stream.of(rooms).map(room -> ROOT + "." + room + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat(known)
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> named(Class<?>... types) {
    Set<String> names = Stream.of(types).map(Class::getName).collect(Collectors.toSet());
    return DescribedPredicate.describe(
        "are any of " + names, type -> names.contains(type.getName()));
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> callTo(
      Class<?> owner, String method) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + method,
        call -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method));
  }
}
