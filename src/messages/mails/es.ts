import type { Translation } from "../../language/index.js";
import type { en } from "./en.js";

export const es: Translation<typeof en> = {
  greeting: "Hola, {name}:",
  "greeting.nameless": "Hola:",

  "link.life": {
    one: "El enlace funciona una sola vez, durante {count} minuto. Un enlace más reciente lo sustituye.",
    many: "El enlace funciona una sola vez, durante {count} de minutos. Un enlace más reciente lo sustituye.",
    other: "El enlace funciona una sola vez, durante {count} minutos. Un enlace más reciente lo sustituye.",
  },
  "link.copy": "Si el botón no funciona, copie esta dirección en su navegador:",
  "link.secure": "Proteger mi cuenta",

  "device.on": "{browser} en {system}",
  "device.onIphone": "{browser} en un iPhone",
  "device.onIpad": "{browser} en un iPad",
  "facts.unknownDevice": "Dispositivo desconocido",
  "facts.from": "{device}, {time} UTC, desde {address}",
  "facts.fromUnknown": "{device}, {time} UTC, desde una dirección desconocida",

  "footer.entered": "Recibe este correo porque esta dirección se introdujo en {brand} ({host}).",
  "footer.account": "Recibe este correo porque se refiere a la seguridad de su cuenta en {brand} ({host}).",

  "verify-email.subject": "Confirme su correo electrónico en {brand}",
  "verify-email.heading": "Confirme su correo electrónico",
  "verify-email.opening":
    "Esta dirección de correo electrónico se usó para crear una cuenta en {brand}. Confirme que es suya.",
  "verify-email.button": "Confirmar correo electrónico",
  "verify-email.otherwise": "Si no ha creado ninguna cuenta, ignore este correo.",

  "reset-password.subject": "Restablezca su contraseña en {brand}",
  "reset-password.heading": "Restablezca su contraseña",
  "reset-password.opening":
    "Alguien ha solicitado una nueva contraseña para su cuenta en {brand}. Cuando la elija, se cerrará la sesión en todos los dispositivos.",
  "reset-password.button": "Elegir una nueva contraseña",
  "reset-password.otherwise": "Si no la ha solicitado, ignore este correo. Su contraseña no cambia.",

  "change-email.subject": "Confirme su nuevo correo electrónico en {brand}",
  "change-email.heading": "Confirme su nuevo correo electrónico",
  "change-email.opening":
    "Alguien ha introducido esta dirección como el nuevo correo electrónico de una cuenta en {brand}.",
  "change-email.button": "Confirmar nuevo correo electrónico",
  "change-email.otherwise": "Si no lo ha solicitado, ignore este correo. La cuenta conserva su dirección anterior.",

  "new-sign-in.subject": "Nuevo inicio de sesión en {brand}",
  "new-sign-in.heading": "Nuevo inicio de sesión",
  "new-sign-in.opening":
    "Alguien ha iniciado sesión en su cuenta de {brand} con su contraseña, desde un navegador o una red nuevos:",
  "new-sign-in.otherwise":
    "Si no ha sido usted, cambie su contraseña de inmediato. Se cerrará la sesión en todos los demás dispositivos.",

  "token-reused.subject": "Se ha cerrado una sesión en {brand}",
  "token-reused.heading": "Se ha cerrado una sesión",
  "token-reused.opening":
    "Se ha cerrado una sesión de su cuenta en {brand} porque se usó una copia de su token. Vuelva a iniciar sesión en ese dispositivo.",
  "token-reused.otherwise":
    "Si no encuentra una explicación, compruebe que ese dispositivo no tenga software malicioso y cambie su contraseña de inmediato. Se cerrará la sesión en todos los demás dispositivos.",

  "password-changed.subject": "Su contraseña ha cambiado en {brand}",
  "password-changed.heading": "Su contraseña ha cambiado",
  "password-changed.opening":
    "Se ha cambiado la contraseña de su cuenta en {brand}. Se ha cerrado la sesión en todos los demás dispositivos.",
  "password-changed.otherwise":
    "Si no ha sido usted, solicite de inmediato una nueva contraseña con esta dirección de correo electrónico.",

  "password-reset.subject": "Su contraseña se ha restablecido en {brand}",
  "password-reset.heading": "Su contraseña se ha restablecido",
  "password-reset.opening":
    "La contraseña de su cuenta en {brand} se ha restablecido con un enlace recibido por correo. Se ha cerrado la sesión en todos los dispositivos.",
  "password-reset.otherwise":
    "Si no ha sido usted, alguien puede leer su correo: proteja su buzón y después solicite una nueva contraseña.",

  "username-changed.subject": "Su nombre de usuario ha cambiado en {brand}",
  "username-changed.heading": "Su nombre de usuario ha cambiado",
  "username-changed.opening":
    "Se ha cambiado o eliminado el nombre de usuario de su cuenta en {brand}. Puede iniciar sesión con este correo electrónico, o con el nuevo nombre de usuario si tiene uno.",
  "username-changed.otherwise":
    "Si no ha sido usted, inicie sesión con este correo electrónico y cambie su contraseña de inmediato. Se cerrará la sesión en todos los demás dispositivos.",

  "passkey-added.subject": "Se ha añadido una llave de acceso en {brand}",
  "passkey-added.heading": "Se ha añadido una llave de acceso",
  "passkey-added.opening":
    "Una nueva llave de acceso puede iniciar sesión en su cuenta de {brand}. Se ha cerrado la sesión en todos los demás dispositivos.",
  "passkey-added.otherwise":
    "Si no ha sido usted, alguien ha iniciado sesión en su cuenta: quite la llave de acceso y cambie la contraseña de inmediato.",

  "passkey-removed.subject": "Se ha quitado una llave de acceso en {brand}",
  "passkey-removed.heading": "Se ha quitado una llave de acceso",
  "passkey-removed.opening":
    "Una llave de acceso de su cuenta de {brand} ya no puede iniciar sesión. Se ha cerrado la sesión en todos los demás dispositivos.",
  "passkey-removed.otherwise":
    "Si no ha sido usted, alguien ha iniciado sesión en su cuenta: revise sus llaves de acceso y cambie la contraseña de inmediato.",

  "identity-linked.subject": "Se añadió una forma de iniciar sesión en {brand}",
  "identity-linked.heading": "Se añadió una forma de iniciar sesión",
  "identity-linked.opening": "Una cuenta de otro proveedor puede ahora iniciar sesión en su cuenta de {brand}.",
  "identity-linked.otherwise":
    "Si no ha sido usted, alguien había iniciado sesión en su cuenta: quite el proveedor y cambie su contraseña cuanto antes.",

  "identity-unlinked.subject": "Se quitó una forma de iniciar sesión en {brand}",
  "identity-unlinked.heading": "Se quitó una forma de iniciar sesión",
  "identity-unlinked.opening":
    "Una cuenta de otro proveedor ya no puede iniciar sesión en su cuenta de {brand}. Se cerró la sesión en los demás dispositivos que la usaban.",
  "identity-unlinked.otherwise":
    "Si no ha sido usted, alguien había iniciado sesión en su cuenta: compruebe cómo puede iniciar sesión y cambie su contraseña cuanto antes.",

  "email-change-requested.subject": "Se ha solicitado un nuevo correo electrónico en {brand}",
  "email-change-requested.heading": "Se ha solicitado un nuevo correo electrónico",
  "email-change-requested.opening":
    "Alguien que conoce su contraseña ha solicitado un nuevo correo electrónico para su cuenta en {brand}. Cambiará cuando se confirme la nueva dirección.",
  "email-change-requested.otherwise":
    "Si no ha sido usted, cambie su contraseña de inmediato. El cambio de dirección quedará anulado y se cerrará la sesión en todos los demás dispositivos.",

  "email-changed.subject": "Su correo electrónico ha cambiado en {brand}",
  "email-changed.heading": "Su correo electrónico ha cambiado",
  "email-changed.opening":
    "Su cuenta en {brand} tiene ahora un nuevo correo electrónico. Este es el último mensaje que se envía al anterior.",
  "email-changed.otherwise":
    "Si no ha sido usted, alguien se ha apropiado de su cuenta: póngase en contacto de inmediato con el operador de {brand}.",

  providerIs: "El proveedor es {provider}.",
  codesLeft: {
    one: "Queda {count} código de recuperación.",
    many: "Quedan {count} de códigos de recuperación.",
    other: "Quedan {count} códigos de recuperación.",
  },

  "totp-enabled.subject": "Se configuró una aplicación de autenticación en {brand}",
  "totp-enabled.heading": "Se configuró una aplicación de autenticación",
  "totp-enabled.opening":
    "Se configuró una aplicación de autenticación para su cuenta en {brand}. Ahora se pide su código al iniciar sesión. Se cerraron las sesiones de los demás dispositivos.",
  "totp-enabled.otherwise":
    "Si no fue usted, alguien conoce su contraseña y puede impedirle el acceso: solicite una contraseña nueva con esta dirección de correo y póngase en contacto de inmediato con el operador de {brand}.",

  "totp-disabled.subject": "Se eliminó la aplicación de autenticación en {brand}",
  "totp-disabled.heading": "Se eliminó la aplicación de autenticación",
  "totp-disabled.opening":
    "Se eliminó la aplicación de autenticación de su cuenta en {brand}. Ya no se pide su código al iniciar sesión. Se cerraron las sesiones de los demás dispositivos.",
  "totp-disabled.otherwise":
    "Si no fue usted, cambie su contraseña de inmediato y vuelva a configurar una aplicación de autenticación.",

  "recovery-codes-made.subject": "Nuevos códigos de recuperación en {brand}",
  "recovery-codes-made.heading": "Nuevos códigos de recuperación",
  "recovery-codes-made.opening":
    "Se crearon nuevos códigos de recuperación para su cuenta en {brand}. Los anteriores ya no sirven.",
  "recovery-codes-made.otherwise": "Si no fue usted, cree otros nuevos y cambie su contraseña de inmediato.",

  "recovery-code-used.subject": "Se usó un código de recuperación en {brand}",
  "recovery-code-used.heading": "Se usó un código de recuperación",
  "recovery-code-used.opening":
    "Se usó un código de recuperación de su cuenta en {brand} en lugar de la aplicación de autenticación.",
  "recovery-code-used.otherwise":
    "Si no fue usted, cambie su contraseña y cree nuevos códigos de recuperación de inmediato.",

  "second-factor-refused.subject": "Se introdujo un código incorrecto en {brand}",
  "second-factor-refused.heading": "Se introdujo un código incorrecto",
  "second-factor-refused.opening":
    "Alguien que superó el primer paso para iniciar sesión en su cuenta en {brand} introdujo un código incorrecto. No se avisará de otros códigos incorrectos durante una hora.",
  "second-factor-refused.otherwise":
    "Si no fue usted, alguien conoce su contraseña: cámbiela de inmediato. Así se cierran las sesiones de los demás dispositivos.",

  "second-factors-reset.subject": "Se eliminó el segundo paso de inicio de sesión en {brand}",
  "second-factors-reset.heading": "Se eliminó el segundo paso",
  "second-factors-reset.opening":
    "El operador de {brand} eliminó la aplicación de autenticación, las llaves de acceso y los códigos de recuperación de su cuenta. Se cerraron las sesiones de todos los dispositivos.",
  "second-factors-reset.otherwise":
    "Si no lo pidió usted, póngase en contacto de inmediato con el operador de {brand}. Después vuelva a configurar el segundo paso.",

  "account-deleted.subject": "Su cuenta en {brand} se ha eliminado",
  "account-deleted.heading": "Su cuenta se ha eliminado",
  "account-deleted.opening": "Su cuenta en {brand} y todos sus datos se han eliminado.",
  "account-deleted.otherwise":
    "Si no ha sido usted, alguien conocía su contraseña: cámbiela en todos los demás sitios donde la use.",
};
