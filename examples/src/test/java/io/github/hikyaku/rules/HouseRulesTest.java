package io.github.hikyaku.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callCodeUnitWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
    private static final String MINA = "org.apache.mina..";
    private static final String[] LIBRARIES = {MINA, "org.xbill.DNS..", "org.bouncycastle.."};

    /** Without this one, the others could pass by looking at nothing. */
    @Test
    void everyModuleAndItsPackagesAreSeen() {
        Set<String> modules = House.CLASSES.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .flatMap(type -> House.module(type).stream())
                .collect(Collectors.toSet());
        Set<String> packages =
                House.CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(modules).isEqualTo(House.MAY_SEE.keySet());
        assertThat(packages).hasSizeGreaterThanOrEqualTo(30).allMatch(name -> name.startsWith("io.github.hikyaku."));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.github.hikyaku.(**)").should().beFreeOfCycles().check(House.CLASSES);
    }

    @Test
    void modulesDependOnlyOnWhatTheHousePlanAllows() {
        classes()
                .should(notDependOn("modules they may not see", (from, to) -> {
                    String own = House.module(from).orElseThrow();
                    return House.module(to)
                            .filter(module -> !module.equals(own)
                                    && !House.MAY_SEE.get(own).contains(module))
                            .isPresent();
                }))
                .check(House.CLASSES);
    }

    @Test
    void protocolsDoNotSeeEachOther() {
        for (String protocol : House.protocols()) {
            String[] others = House.protocols().stream()
                    .filter(other -> !other.equals(protocol))
                    .map(other -> "io.github.hikyaku." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.github.hikyaku." + protocol + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(House.CLASSES);
        }
    }

    @Test
    void internalPackagesAreUsedByTheirOwnModuleOnly() {
        classes()
                .should(notDependOn(
                        "internal packages of other modules",
                        (from, to) -> resideInAnyPackage("io.github.hikyaku..internal..")
                                        .test(to.getBaseComponentType())
                                && !House.module(from).equals(House.module(to))))
                .check(House.CLASSES);
    }

    @Test
    void minaIsSeenByOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.hikyaku.engine.mina")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(MINA)
                .check(House.CLASSES);
    }

    @Test
    void networkAndCryptoLibrariesAreSeenByCoreOnly() {
        noClasses()
                .that(describe(
                        "are not in core",
                        type -> !House.module(type).orElseThrow().equals("core")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LIBRARIES)
                .check(House.CLASSES);
    }

    @Test
    void publicSignaturesShowNoLibraryType() {
        classes()
                .that(describe("can be seen from outside", HouseRulesTest::isApi))
                .should(showNoTypeOf(resideInAnyPackage(LIBRARIES)))
                .check(House.CLASSES);
    }

    @Test
    void noMailApiIsUsedAnywhere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.mail..",
                        "javax.mail..",
                        "jakarta.activation..",
                        "javax.activation..",
                        "org.eclipse.angus..")
                .check(House.CLASSES);
    }

    @Test
    void storageApiDependsOnTheJdkAlone() {
        classes()
                .that(describe(
                        "are in storage-api",
                        type -> House.module(type).orElseThrow().equals("storage-api")))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations..", "io.github.hikyaku.storage..")
                .check(House.CLASSES);
    }

    /** Every known hole of MINA is Java deserialisation. */
    @Test
    void nothingIsEverDeserialised() {
        noClasses()
                .should()
                .dependOnClassesThat(assignableTo(java.io.ObjectInputStream.class)
                        .or(resideInAnyPackage("org.apache.mina.filter.codec.serialization..")))
                .check(House.CLASSES);
        noClasses()
                .should(callCodeUnitWhere(targetOwner(assignableTo("org.apache.mina.core.buffer.IoBuffer"))
                        .and(describe(
                                "reads or writes Java objects",
                                call -> nameMatching("(get|put)Object").test(call.getTarget())))))
                .check(House.CLASSES);
    }

    /**
     * Up to JDK 23 a virtual thread that blocks in a synchronized method holds its carrier. The engine, which keeps some
     * queues for each connection, saves the lock objects: its synchronized methods never wait.
     */
    @Test
    void codeThatMayBlockHasNoSynchronizedMethods() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("io.github.hikyaku.engine..")
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(House.CLASSES);
    }

    private static boolean isApi(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRulesTest::isApi).orElse(true)
                && !resideInAnyPackage("..internal..", "io.github.hikyaku.engine.mina..")
                        .test(type);
    }

    private static ArchCondition<JavaClass> notDependOn(String what, BiPredicate<JavaClass, JavaClass> forbidden) {
        return new ArchCondition<>("not depend on " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    if (forbidden.test(type, dependency.getTargetClass())) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> showNoTypeOf(DescribedPredicate<JavaClass> hidden) {
        return new ArchCondition<>("show no type that " + hidden.getDescription()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaType> supertypes =
                        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
                report(type, type.getName(), supertypes, events);
                for (JavaMember member : type.getMembers()) {
                    if (member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED)) {
                        report(type, member.getFullName(), shown(member).stream(), events);
                    }
                }
            }

            private void report(JavaClass type, String where, Stream<JavaType> shown, ConditionEvents events) {
                shown.flatMap(each -> each.getAllInvolvedRawTypes().stream())
                        .filter(each -> hidden.test(each.getBaseComponentType()))
                        .forEach(each ->
                                events.add(SimpleConditionEvent.violated(type, where + " shows " + each.getName())));
            }
        };
    }

    private static List<JavaType> shown(JavaMember member) {
        var types = new ArrayList<JavaType>();
        if (member instanceof JavaField field) {
            types.add(field.getType());
        } else if (member instanceof JavaCodeUnit code) {
            types.add(code.getReturnType());
            types.addAll(code.getParameterTypes());
            types.addAll(code.getExceptionTypes());
        }
        return types;
    }
}
