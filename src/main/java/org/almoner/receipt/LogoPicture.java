package org.almoner.receipt;

import com.lowagie.text.Image;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;

/**
 * A logo as it can stand on a hundred thousand pages: on white, in the screen's colours, and no larger than paper shows.
 * What was uploaded may be a photograph of a megabyte, see-through, or in the colours of a print shop, which an archive
 * (PDF/A) takes only with their own profile: they become the screen's.
 */
final class LogoPicture {

    private static final int LARGEST_FILE = 1024 * 1024;
    /** A megabyte of PNG can be a picture of gigabytes. */
    private static final long MOST_PIXELS = 40_000_000;

    /** 400 dots an inch at the widest and highest it is printed. */
    private static final int WIDEST = 760;

    private static final int HIGHEST = 240;
    private static final int LARGEST_PNG = 60_000;

    private LogoPicture() {}

    /** The picture for the page; none where the bytes are no PNG or JPEG, or larger than paper needs. */
    static Optional<Image> of(byte[] bytes) {
        if (bytes.length > LARGEST_FILE) {
            return Optional.empty();
        }
        try {
            BufferedImage picture = read(bytes);
            return picture == null ? Optional.empty() : Optional.of(Image.getInstance(pressed(onWhite(picture))));
        } catch (IOException | RuntimeException unreadable) {
            // A receipt must go out even where somebody uploaded a broken picture.
            return Optional.empty();
        }
    }

    private static BufferedImage read(byte[] bytes) throws IOException {
        try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            var readers = ImageIO.getImageReaders(in);
            ImageReader reader = readers.hasNext() ? readers.next() : null;
            if (reader == null) {
                return null;
            }
            try {
                String format = reader.getFormatName().toLowerCase(Locale.ROOT);
                if (!format.equals("png") && !format.equals("jpeg")) {
                    return null;
                }
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > MOST_PIXELS) {
                    return null;
                }
                ImageReadParam some = reader.getDefaultReadParam();
                int every = Math.max(1, Math.max(width / (4 * WIDEST), height / (4 * HIGHEST)));
                some.setSourceSubsampling(every, every, 0, 0);
                return reader.read(0, some);
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage onWhite(BufferedImage picture) {
        double scale =
                Math.min(1, Math.min((double) WIDEST / picture.getWidth(), (double) HIGHEST / picture.getHeight()));
        int width = (int) Math.max(1, Math.round(picture.getWidth() * scale));
        int height = (int) Math.max(1, Math.round(picture.getHeight() * scale));
        var page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = page.createGraphics();
        drawing.setColor(Color.WHITE);
        drawing.fillRect(0, 0, width, height);
        drawing.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        drawing.drawImage(picture, 0, 0, width, height, null);
        drawing.dispose();
        return page;
    }

    /** As PNG, which keeps edges sharp; a photograph, for which that is large, as JPEG. */
    private static byte[] pressed(BufferedImage picture) throws IOException {
        var png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        if (png.size() <= LARGEST_PNG) {
            return png.toByteArray();
        }
        var jpeg = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(jpeg)) {
            ImageWriteParam fine = writer.getDefaultWriteParam();
            fine.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            fine.setCompressionQuality(0.9f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), fine);
        } finally {
            writer.dispose();
        }
        return jpeg.toByteArray();
    }
}
