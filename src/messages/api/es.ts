import type { Translation } from "../../language/index.js";
import type { en } from "./en.js";

export const es: Translation<typeof en> = {
  VALIDATION_FAILED: "Faltan algunos campos o no son válidos. Revíselos e inténtelo de nuevo.",
  INVALID_JSON: "El contenido no es un JSON válido.",
  LINK_INVALID: "Este enlace ya no es válido. Solicite uno nuevo.",
  INVALID_CREDENTIALS: "Nombre de usuario, correo electrónico o contraseña incorrectos.",
  ACCESS_TOKEN_MISSING: "Se requiere un token de acceso.",
  ACCESS_TOKEN_INVALID: "El token de acceso no es válido. Inicie sesión de nuevo.",
  ACCESS_TOKEN_EXPIRED: "El token de acceso ha caducado. Renuévelo.",
  REFRESH_TOKEN_MISSING: "Se requiere un token de renovación.",
  REFRESH_TOKEN_INVALID: "El token de renovación no es válido. Inicie sesión de nuevo.",
  REFRESH_TOKEN_REUSED:
    "Este token de renovación ya se había utilizado, por lo que la sesión se ha cerrado. Inicie sesión de nuevo.",
  SESSION_EXPIRED: "La sesión ha caducado. Inicie sesión de nuevo.",
  SESSION_REVOKED: "La sesión ha finalizado. Inicie sesión de nuevo.",
  ACCOUNT_DISABLED: "Esta cuenta está desactivada. Póngase en contacto con el servicio de asistencia.",
  EMAIL_NOT_VERIFIED: "Su correo electrónico no está verificado. Abra el enlace del mensaje que le hemos enviado.",
  REAUTHENTICATION_REQUIRED: "Confirme su identidad e inténtelo de nuevo.",
  FLOW_INVALID: "Ha tardado demasiado o se inició en otro lugar. Empiece de nuevo.",
  CODE_INVALID: "El código es incorrecto o ya se utilizó. Introduzca el más reciente.",
  SECOND_FACTOR_REQUIRED: "Confirme el inicio de sesión con su segundo factor.",
  PASSKEY_INVALID: "Esta llave de acceso no se ha aceptado. Inténtelo de nuevo o inicie sesión de otra forma.",
  ENROLMENT_REQUIRED: "Esta cuenta necesita un segundo factor. Configure uno para iniciar sesión.",
  FACTOR_MISSING: "No hay ningún segundo factor que cambiar. Configure uno primero.",
  PASSKEY_EXISTS: "Esta llave de acceso ya está registrada. Inicie sesión con ella.",
  PASSKEY_LIMIT: "Ya hay 20 llaves de acceso. Quite una primero.",
  LAST_METHOD: "Es la última forma de iniciar sesión. Añada otra primero.",
  FORBIDDEN: "No tiene permiso para realizar esta acción.",
  REFUSED_BY_APP: "Esta acción no está permitida.",
  ORIGIN_NOT_ALLOWED: "No se permiten solicitudes desde este origen.",
  NOT_FOUND: "No encontrado. Compruebe la ruta.",
  USER_NOT_FOUND: "Usuario no encontrado.",
  SESSION_NOT_FOUND: "Sesión no encontrada.",
  METHOD_NOT_ALLOWED: "Método no permitido. Utilice uno de los que indica la cabecera `Allow`.",
  REGISTRATION_UNCONFIRMED:
    "Esta cuenta se registró en otro navegador. Introduzca su contraseña o indique que no fue usted.",
  USER_EXISTS: "El nombre de usuario o el correo electrónico ya está en uso. Elija otro.",
  BODY_TOO_LARGE: "El contenido es demasiado grande. Envíe como máximo 16 KiB.",
  UNSUPPORTED_MEDIA_TYPE: "El contenido debe ser JSON en UTF-8.",
  EXPECTATION_FAILED: "La cabecera `Expect` no es compatible. Elimínela.",
  RATE_LIMITED: "Demasiados intentos. Inténtelo de nuevo más tarde.",
  INTERNAL: "Se ha producido un error. Inténtelo de nuevo más tarde.",
  STORE_UNAVAILABLE: "El servicio no está disponible temporalmente. Inténtelo de nuevo más tarde.",
  OVERLOADED: "El servicio está saturado. Inténtelo de nuevo en unos segundos.",
  SHUTTING_DOWN: "El proceso se está cerrando.",

  "success.accountDeleted": "La cuenta y todos sus datos se han eliminado.",
  "success.activity": "Los eventos de su cuenta, los más recientes primero.",
  "success.emailChanged": "El correo electrónico se ha cambiado.",
  "success.emailChangeRequested": "Se ha enviado un enlace a la nueva dirección y un aviso a la anterior.",
  "success.emailVerified": "El correo electrónico está verificado.",
  "success.exported": "Todo lo que está guardado sobre usted, excepto los secretos.",
  "success.keySet": "Las claves.",
  "success.live": "En servicio.",
  "success.totpBegun": "Introduzca el primer código de la aplicación para activarla.",
  "success.totpEnabled": "La aplicación de autenticación está activada. Se cerraron todas las demás sesiones.",
  "success.totpDisabled": "Se eliminó la aplicación de autenticación. Se cerraron todas las demás sesiones.",
  "success.recoveryCodes": "Nuevos códigos de recuperación. Los anteriores ya no sirven.",
  "success.mailMayFollow": "Si la dirección pertenece a una cuenta, recibirá un correo electrónico.",
  "success.passwordChanged": "La contraseña se ha cambiado. Todas las demás sesiones se han cerrado.",
  "success.passwordRules": "Las reglas para una contraseña nueva.",
  "success.passwordSet": "La contraseña se ha establecido. Inicie sesión con ella.",
  "success.profile": "Su perfil.",
  "success.ready": "Listo.",
  "success.reauthenticated": "Confirmado.",
  "success.refreshed": "Renovado.",
  "success.registered": "Registro completado.",
  "success.sessionEnded": "La sesión se ha cerrado.",
  "success.sessions": "Sus sesiones.",
  "success.settingsChanged": "Los ajustes se han cambiado.",
  "success.signedIn": "Sesión iniciada.",
  "success.signedOut": "Sesión cerrada.",
  "success.signedOutEverywhere": "Sesión cerrada en todas partes.",

  "value.boolean": "Debe ser true o false.",
  "value.empty": "No debe estar vacío.",
  "value.invalid": "No es válido.",
  "value.text": "Debe ser texto.",
  "value.tooLong": "Use como máximo {max} caracteres.",

  "username.characters": "Use de 3 a 32 caracteres: letras de la a a la z, cifras, _ . y -",
  "username.letter": "Use al menos una letra o una cifra.",
  "username.taken": "Este nombre de usuario ya está en uso. Elija otro.",

  "email.ascii": "Escriba el dominio en su forma ASCII: {domain}.",
  "email.asciiExample": "Escriba el dominio en su forma ASCII: xn--bcher-kva.example en lugar de b\u00fccher.example.",
  "email.current": "Esta ya es la dirección de su cuenta. Introduzca otra.",
  "email.numericDomain": "El dominio no debe ser un número. Introduzca un nombre de dominio.",
  "email.plain": "Introduzca una dirección de correo electrónico, como ada@example.com.",
  "email.taken": "Este correo electrónico ya está en uso. Inicie sesión o use otra dirección.",

  "fullName.empty": "Introduzca un nombre.",
  "fullName.hidden":
    "Elimine los caracteres de control, los caracteres invisibles y los que cambian la dirección del texto.",
  "fullName.invisible": "Introduzca un nombre con caracteres visibles.",

  "avatarUrl.https": "Introduzca una URL https.",

  "locale.tag": "Introduzca un código de idioma, como de o pt-BR.",

  "password.common": "Demasiadas personas usan esta contraseña. Elija otra.",
  "password.context":
    "No debe consistir en poco más que su nombre, su correo electrónico o el nombre de este servicio.",
  "password.current": "Esta es su contraseña actual. Elija otra.",
  "password.empty": "Introduzca una contraseña.",
  "password.halfCharacter": "Contiene medio carácter. Introduzca caracteres completos.",
  "password.tooShort": "Use al menos {min} caracteres.",

  "passwordRule.common": "Que no sea una contraseña de uso común.",
  "passwordRule.context":
    "Que no sea solo su nombre de usuario, su nombre, su correo electrónico o el nombre de este servicio.",
  "passwordRule.tooLong": "Como máximo {max} caracteres.",
  "passwordRule.tooShort": "Al menos {min} caracteres. Los espacios y los emojis también cuentan.",

  "login.nameMissing": "Introduzca un nombre de usuario o un correo electrónico.",
  "login.emailMissing": "Introduzca un correo electrónico.",

  "code.digits": "Introduzca los seis dígitos que muestra la aplicación de autenticación.",
  "recoveryCode.form": "Introduzca un código de recuperación: diez letras y dígitos, como 7K2MQ-XW94D.",
  "proof.one": "Envíe exactamente uno de estos campos: {names}.",

  "verify.oneAnswer": "Envíe la contraseña o notMe, pero no ambos.",

  "settings.nothing": "Indique al menos uno de estos valores: fullName, avatarUrl o username.",
  "settings.nothingOf": "Indique al menos uno de estos valores: {names}.",
  "settings.passwordMissing": "Introduzca su contraseña actual para cambiar el nombre de usuario.",

  "activity.before": "Debe ser el `_id` de un evento.",
  "activity.limit": "Introduzca un número entero del 1 al {max}.",

  "fields.tooLong": "Todos los campos juntos pueden ocupar {max} bytes. Acorte algunos.",
  "fields.unknown": "Este campo no existe.",
  "fields.unknownNear": "Este campo no existe. ¿Quería decir {name}?",

  "origin.opaque":
    "No se permiten solicitudes desde el origen «{origin}». Abra la página en {publicOrigin}: un origen opaco no se puede permitir.",
  "origin.otherSite": "No se permiten solicitudes desde otro origen, y esta es {site} según su Sec-Fetch-Site.",
  "origin.unlisted":
    "No se permiten solicitudes desde el origen «{origin}». Abra la página en {publicOrigin} o pida al operador que añada este origen a CORS_ORIGIN.",

  "document.noscript":
    "Esta página necesita JavaScript para iniciar su sesión y proteger su cuenta. Actívelo en los ajustes de su navegador y vuelva a cargar la página.",
  "document.noscriptTitle": "JavaScript está desactivado",
};
