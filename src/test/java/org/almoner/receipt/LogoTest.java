package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.almoner.document.VeraPdf;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.PDFStreamEngine;
import org.apache.pdfbox.contentstream.operator.DrawObject;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.state.Concatenate;
import org.apache.pdfbox.contentstream.operator.state.Restore;
import org.apache.pdfbox.contentstream.operator.state.Save;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever picture an issuer has, the page stays an archive's page, small, and the picture in its place. */
class LogoTest {

    private static final float MM = 72 / 25.4f;

    @ParameterizedTest
    @ValueSource(strings = {"usual", "wide", "tall", "dot", "seeThrough", "grey", "indexed", "photograph", "inks"})
    void anOddLogoStandsInItsPlace(String kind) throws IOException {
        byte[] logo = logos().get(kind);

        byte[] page = print(logo);

        assertThat(VeraPdf.faults(page)).isEmpty();
        assertThat(page.length).isLessThan(130_000);
        var places = places(page);
        assertThat(places).hasSize(1);
        float[] place = places.get(0);
        assertThat(place[0]).isGreaterThanOrEqualTo(25 * MM - 1);
        assertThat(place[0] + place[2]).isLessThanOrEqualTo((25 + 48) * MM + 1);
        assertThat(place[1]).isGreaterThanOrEqualTo((297 - 28) * MM - 1);
        assertThat(place[1] + place[3]).isLessThanOrEqualTo((297 - 13) * MM + 1);
    }

    @Test
    void whatIsNoPictureOrTooLargeIsNoLogoAndHoldsNothingUp() throws IOException {
        for (byte[] none : List.of(gif(), huge(), new byte[1_048_577], new byte[] {1, 2, 3}, new byte[0])) {
            assertThat(Mark.readable(none)).isFalse();
            byte[] page = print(none);
            assertThat(VeraPdf.faults(page)).isEmpty();
            assertThat(places(page)).isEmpty();
        }
    }

    private static Map<String, byte[]> logos() throws IOException {
        return Map.of(
                "usual", png(drawn(600, 200, BufferedImage.TYPE_INT_RGB)),
                "wide", png(drawn(4_000, 60, BufferedImage.TYPE_INT_RGB)),
                "tall", png(drawn(60, 4_000, BufferedImage.TYPE_INT_RGB)),
                "dot", png(drawn(1, 1, BufferedImage.TYPE_INT_RGB)),
                "seeThrough", png(drawn(600, 200, BufferedImage.TYPE_INT_ARGB)),
                "grey", png(drawn(600, 200, BufferedImage.TYPE_BYTE_GRAY)),
                "indexed", png(drawn(600, 200, BufferedImage.TYPE_BYTE_INDEXED)),
                "photograph", png(noise(590, 590)),
                "inks", cmyk());
    }

    private static BufferedImage drawn(int width, int height, int type) {
        var picture = new BufferedImage(width, height, type);
        Graphics2D drawing = picture.createGraphics();
        drawing.setColor(new Color(0x7a1f5c));
        drawing.fillOval(0, 0, Math.min(width, height), Math.min(width, height));
        drawing.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(1, height / 3)));
        drawing.drawString("Lantern", height, height / 2);
        drawing.dispose();
        return picture;
    }

    private static BufferedImage noise(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt(0x1000000));
            }
        }
        return picture;
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        return written(picture, "png");
    }

    private static byte[] gif() throws IOException {
        return written(drawn(60, 20, BufferedImage.TYPE_BYTE_INDEXED), "gif");
    }

    /** Few bytes, many pixels. */
    private static byte[] huge() throws IOException {
        return png(new BufferedImage(9_000, 9_000, BufferedImage.TYPE_BYTE_BINARY));
    }

    private static byte[] written(BufferedImage picture, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(picture, format, out);
        return out.toByteArray();
    }

    /** As print shops have them: four inks. */
    private static byte[] cmyk() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(Raster.createInterleavedRaster(0, 60, 20, 4, null), null, null));
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] print(byte[] logo) {
        var like = Samples.all().get("latin-en");
        var issuer = new ReceiptDocument.Issuer(
                like.issuer().legalName(), like.issuer().addressLines(), null, null, logo, "#7a1f5c");
        return new ReceiptPrinter()
                .print(new ReceiptDocument(
                        like.number(), like.issuedOn(), issuer, like.donor(), like.gift(), like.language()));
    }

    /** Left, bottom, width and height of each picture on the page, in points. */
    private static List<float[]> places(byte[] page) throws IOException {
        var places = new ArrayList<float[]>();
        var engine = new PDFStreamEngine() {};
        engine.addOperator(new Concatenate(engine));
        engine.addOperator(new Save(engine));
        engine.addOperator(new Restore(engine));
        engine.addOperator(new DrawObject(engine) {
            @Override
            public void process(Operator operator, List<COSBase> operands) throws IOException {
                var object = engine.getResources().getXObject((COSName) operands.get(0));
                if (object instanceof PDImageXObject) {
                    var matrix = engine.getGraphicsState().getCurrentTransformationMatrix();
                    places.add(new float[] {
                        matrix.getTranslateX(), matrix.getTranslateY(), matrix.getScaleX(), matrix.getScaleY()
                    });
                }
            }
        });
        try (var pdf = Loader.loadPDF(page)) {
            engine.processPage(pdf.getPage(0));
        }
        return places;
    }
}
