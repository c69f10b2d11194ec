package dev.kintsugi.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExportReadmeTest {
    @Test
    void python_ofAClip_namesTheModel() {
        assertThat(ExportReadme.inPython(true, "openai/clip-vit-base-patch16"))
                .contains("MODEL = \"openai/clip-vit-base-patch16\"")
                .contains("load_file(FOLDER / \"prompts.safetensors\")");
    }

    @Test
    void python_ofALockedImageModel_loadsTheVectorsAndSaysWhereTheTextTowerLies() {
        assertThat(ExportReadme.inPython(false, "product-pairs"))
                .contains("load_file(FOLDER / \"prompts.safetensors\")[prompt[\"value\"]]")
                .contains("`text_model.*`")
                .contains("`text_projection.weight`")
                .doesNotContain("CLIPModel.from_pretrained");
    }
}
