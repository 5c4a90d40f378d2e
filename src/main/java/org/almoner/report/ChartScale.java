package org.almoner.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** A value axis with round steps, wide enough for every value and for zero. */
final class ChartScale {
    private static final BigDecimal[] STEPS = {
        BigDecimal.ONE, BigDecimal.valueOf(2), BigDecimal.valueOf(25, 1), BigDecimal.valueOf(5), BigDecimal.TEN
    };

    private final BigDecimal low;
    private final BigDecimal high;
    private final BigDecimal step;

    private ChartScale(BigDecimal low, BigDecimal high, BigDecimal step) {
        this.low = low;
        this.high = high;
        this.step = step;
    }

    /** For a chart of vertical bars or lines, with about {@code wanted} steps. */
    static ChartScale of(ChartSpec spec, int wanted) {
        BigDecimal low = BigDecimal.ZERO;
        BigDecimal high = BigDecimal.ZERO;
        for (int i = 0; i < spec.labels().size(); i++) {
            BigDecimal above = BigDecimal.ZERO;
            BigDecimal below = BigDecimal.ZERO;
            for (ChartSpec.Series series : spec.series()) {
                BigDecimal value = series.values().get(i);
                if (value == null) {
                    continue;
                }
                boolean stacked = spec.kind() == ChartSpec.Kind.STACKED_BARS;
                if (value.signum() >= 0) {
                    above = stacked ? above.add(value) : above.max(value);
                } else {
                    below = stacked ? below.add(value) : below.min(value);
                }
            }
            low = low.min(below);
            high = high.max(above);
        }
        return between(low, high, spec.unit() == ChartSpec.Unit.COUNT, wanted);
    }

    private static ChartScale between(BigDecimal low, BigDecimal high, boolean whole, int wanted) {
        BigDecimal span = high.subtract(low);
        if (span.signum() == 0) {
            return new ChartScale(BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE);
        }
        BigDecimal rough = span.divide(BigDecimal.valueOf(wanted), 12, RoundingMode.HALF_UP);
        BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(rough.precision() - rough.scale() - 1);
        BigDecimal step = power;
        for (BigDecimal candidate : STEPS) {
            step = candidate.multiply(power);
            if (step.compareTo(rough) >= 0) {
                break;
            }
        }
        if (whole) {
            step = step.setScale(0, RoundingMode.CEILING);
        }
        return new ChartScale(
                low.divide(step, 0, RoundingMode.FLOOR).multiply(step),
                high.divide(step, 0, RoundingMode.CEILING).multiply(step),
                step);
    }

    BigDecimal low() {
        return low;
    }

    BigDecimal high() {
        return high;
    }

    BigDecimal step() {
        return step;
    }

    List<BigDecimal> ticks() {
        List<BigDecimal> ticks = new ArrayList<>();
        for (BigDecimal tick = low; tick.compareTo(high) <= 0; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** Where a value lies between the low end (0) and the high end (1). */
    double place(BigDecimal value) {
        return value.subtract(low).doubleValue() / high.subtract(low).doubleValue();
    }
}
